// What list-written does after a rollback: it waits for the gateway's uploads, and lists the bucket.
import { listObjects } from '../../core/requests/s3.ts';
import { describeCache } from '../../core/requests/storage-gateway.ts';
import { minutesInWords } from '../../core/values/duration.ts';
import { apiCall, callOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { DEADLINES_MS, DELAYS, LISTING_WRITTEN_MS } from '../../plan/poll-intervals.ts';
import { openShare, readJournal } from '../migration/plan.ts';
import { bucketOf } from '../verify-s3/plan.ts';

/** The list of what was written through the gateway; `only` is its condition. */
export function listWritten(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const switched = `${only}, and the switch was begun`;
  return [
    ...readJournal(at, { only }),
    waitOf(
      at,
      {
        polled: apiCall(runbook, describeCache(runbook.gateway.arn)),
        until: 'everything uploaded; after the deadline the list says that it may be short',
        intervalMs: DELAYS.uploads,
        deadlineMs: DEADLINES_MS.uploads,
      },
      { what: "wait for the gateway's uploads", only: switched },
    ),
    callOf(
      at,
      listObjects(bucketOf(runbook), runbook.bucket.prefix, { token: placeholder('next-token?') }),
      {
        what: 'name what was written through the gateway since the last proof',
        only: switched,
        repeats: `page by page, for ${minutesInWords(LISTING_WRITTEN_MS)} at most`,
      },
    ),
    ...openShare(at, {
      only: `${switched}, nothing was written, and the rollback has made the share read-only`,
      writes: switched,
      write:
        'write how many they are; where it is none, how the share is, and that nothing is open',
    }),
  ];
}

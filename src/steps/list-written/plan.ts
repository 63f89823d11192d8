// What list-written does after a rollback: it waits for the gateway's uploads, and compares two listings of the bucket.
import { listObjects } from '../../core/requests/s3.ts';
import { filterLogEvents } from '../../core/requests/logs.ts';
import { describeCache, notifyWhenUploaded } from '../../core/requests/storage-gateway.ts';
import { minutesInWords } from '../../core/values/duration.ts';
import { callOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { DEADLINES_MS, DELAYS, LISTING_WRITTEN_MS } from '../../plan/poll-intervals.ts';
import { readMounts } from '../create-test-file/plan.ts';
import { closeShare, openShare, readJournal } from '../migration/plan.ts';
import { listName } from '../tree/kept-keys.ts';
import { fetchKept, keepFile, plannedRound } from '../tree/kept-listings-plan.ts';
import { bucketOf } from '../verify-s3/plan.ts';

/** The list of what was written through the gateway; `only` is its condition. */
export function listWritten(at: Place, role: 'back' | 'rollback', only: string): Operation[] {
  const { runbook } = at;
  const switched = `${only}, and the switch was begun`;
  const detached = `${switched}, and a server left a mount of the gateway lazily`;
  const start = { after: placeholder('start-after?'), token: placeholder('next-token?') };
  return [
    ...readJournal(at, { only }),
    readMounts(at, {
      what: 'read on every server whether it left a mount lazily: what hung there may still be written',
      only: switched,
    }),
    ...closeShare(at, detached).map((one) => ({ ...one, loop: CLOSING_LOOP })),
    ...waitForUploads(at, switched),
    ...fetchKept(at, 'bucket', switched),
    callOf(at, listObjects(bucketOf(runbook), runbook.bucket.prefix, start), {
      what: 'name what is not as in the listing before the switch',
      only: switched,
      repeats: `page by page, several at once, for ${minutesInWords(LISTING_WRITTEN_MS)} at most`,
    }),
    keepFile(at, `${plannedRound(at, role)}${listName(placeholder('list-sha256'))}`, {
      what: 'keep the list',
      only: switched,
    }),
    ...openShare(at, {
      closes: detached,
      only: `${switched}, and nothing was written and the share is read-only, or a server left a mount of it lazily`,
      writes: switched,
      write:
        'write how many they are; where it is none, how the share is, and that nothing is open',
    }),
  ];
}

const CLOSING_LOOP = 'as often as closing the share before that wait needs it';

function waitForUploads(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { gateway, refresh } = runbook;
  const find = { term: placeholder('notification-id'), since: placeholder('asked-at-ms') };
  const loop = 'until the gateway says that everything is uploaded';
  return [
    callOf(at, notifyWhenUploaded(gateway.share), {
      what: 'ask for an event once everything is uploaded',
      only,
    }),
    callOf(at, filterLogEvents(refresh.logGroup, find, placeholder('next-token?')), {
      what: 'look for that event',
      repeats: 'page by page',
      ...{ only, loop },
    }),
    callOf(at, describeCache(gateway.arn), {
      what: 'read how much is not uploaded',
      only: `${only}, and there is no event yet`,
      loop,
    }),
    waitOf(
      at,
      {
        until: 'that event; after the deadline the list says that it may be short',
        intervalMs: DELAYS.uploads,
        deadlineMs: DEADLINES_MS.uploads,
      },
      { what: "wait for the gateway's uploads", only, loop },
    ),
  ];
}

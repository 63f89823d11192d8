// What check-listing does: what the gateway's mount shows of one file, or of every file.
import { describeTask } from '../../core/requests/datasync.ts';
import { listPathRun } from '../servers/file-runs.ts';
import { DELAYS, DEADLINES_MS } from '../../plan/poll-intervals.ts';
import { callOf, documentOf, waitOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { testFileOf } from '../create-test-file/plan.ts';
import { readJournal, writeJournal } from '../migration/plan.ts';
import { wantedTree } from '../manifest/manifest-runs.ts';
import { listCalibration, listFolders, listTree } from '../manifest/plan.ts';
import { keepListings } from '../tree/kept-listings-plan.ts';
import { ELSE_ALL } from '../tree/recheck-plan.ts';

/** One look for the canary; the step records whether it shows. */
export const lookForCanary = (at: Place): Operation[] => [
  look(at, { what: `${looking(at)}; it is not expected there yet` }),
];

/** Looks until the canary shows: the NFS client's own cache hides it for up to a minute. */
export function awaitCanary(at: Place): Operation[] {
  const loop = 'until it shows on every server';
  return [
    look(at, { what: looking(at), loop }),
    waitOf(
      at,
      {
        until: 'the file on every server',
        intervalMs: DELAYS.listing,
        deadlineMs: DEADLINES_MS.listing,
      },
      { what: 'look again while it does not show', loop },
    ),
  ];
}

const looking = (at: Place): string =>
  `look for ${testFileOf(at, 'canary')} in ${at.runbook.gateway.mount} as ${at.runbook.application.user}`;

const look = (at: Place, about: About): Operation =>
  documentOf(at, listPathRun(at.runbook, testFileOf(at, 'canary')), about);

/** Every path of the source against what the gateway shows; `frozen`: in the job that has the source's manifest already. */
export function checkTree(at: Place, frozen: boolean): Operation[] {
  const { runbook } = at;
  const { datasync, gateway, verify } = runbook;
  const again = frozen && verify.recheck === 'incremental';
  return [
    ...(frozen ? readJournal(at) : listTree(at, wantedTree(runbook, 'source'))),
    callOf(at, describeTask(datasync.task), {
      what: `read which paths the task leaves out, and compare every other path of ${runbook.source.mount} with ${gateway.mount}`,
    }),
    ...(again ? [...listCalibration(at), ...listFolders(at)] : []),
    ...listTree(at, { ...wantedTree(runbook, 'gateway'), fresh: true }).map((one) =>
      again ? { ...one, only: ELSE_ALL } : one,
    ),
    ...(frozen ? keepListings(at) : []),
    ...(frozen ? [writeJournal(at, { what: 'write that every file is proven once more' })] : []),
  ];
}

// What settle-written does: the journal learns of the decision, and the task is as it was before the freeze.
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { readMounts } from '../create-test-file/plan.ts';
import { openShare, readJournal, renewClaim, writeJournal } from '../migration/plan.ts';
import { restoreTask } from '../run-datasync/plan.ts';

/** A look: where the migration stands, and what serves. */
export const lookAhead = (at: Place, only: string): Operation[] => [
  ...readJournal(at, { only }),
  readMounts(at, { what: 'read what serves on every server', only }),
];

/** The decision, kept. */
export const settleWritten = (at: Place): Operation[] => [
  ...readJournal(at),
  readMounts(at, {
    what: 'read on every server that nothing may still be written that hung there',
  }),
  writeJournal(at, { what: 'write that the rollback is about to be settled' }),
  ...renewClaim(at),
  ...openShare(at, {
    only: 'the rollback has made the share read-only',
    writes: 'the rollback has made the share read-only, and now it is as before',
    write: 'write that the share is as it was before',
  }),
  ...restoreTask(at),
  writeJournal(at, { what: 'write that it is settled' }),
];

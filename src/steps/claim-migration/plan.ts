// What claim-migration does: it looks at the journal of the share, writes one entry, and tells the servers its epoch.
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { probeJournal, raiseEpoch, readJournal, writeJournal } from '../migration/plan.ts';

/** The claim before anything is changed. */
export const claim = (at: Place): Operation[] =>
  take(at, 'claim the migration for this run', 'the share has had a migration');

/** The claim of the job behind the gate: what was approved is what was proven last. */
export const approve = (at: Place): Operation[] =>
  take(at, 'write that this proof is approved, and that this job takes the migration on');

const take = (at: Place, what: string, only?: string): Operation[] => [
  ...probeJournal(at),
  ...readJournal(at).map((one, i) => (i === 1 && only !== undefined ? { ...one, only } : one)),
  writeJournal(at, { what }),
  raiseEpoch(at),
  writeJournal(at, { what: 'write that every server knows this epoch' }),
];

/** The note that every file is proven. */
export const noteProven = (at: Place): Operation[] => [
  ...readJournal(at),
  writeJournal(at, { what: 'write that every file is proven' }),
];

/** The end of the claim. */
export const giveBack = (at: Place): Operation[] => [
  ...readJournal(at),
  writeJournal(at, {
    what: 'give the migration back: another run may claim it',
    only: 'this run holds it, and its lease has not ended',
  }),
];

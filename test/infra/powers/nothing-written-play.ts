// For the proof of the roles: a rollback behind which nothing was written opens the share again.
import type { Faults } from '../../../lab/faults/scenario.ts';
import type { Lab } from '../../../lab/lab.ts';
import { takePart } from '../../lab/time/taking-part.ts';
import type { ActionRun } from '../../actions/action-process.ts';
import type { LabJournal } from '../../actions/journal-steps.ts';

interface NothingWritten {
  readonly faults: Faults;
  readonly before: (lab: Lab, journal: LabJournal) => Promise<void>;
  readonly steps: readonly (readonly ['back', ActionRun])[];
}

/** The share is still closed, and nothing was written through it. */
export const nothingWritten: NothingWritten = {
  faults: { share: { readOnly: true } },
  before: async (lab, journal) => {
    // What lies in the bucket is older than the proof.
    using part = takePart(lab);
    await part.sleep(180_000);
    const owner = { ...{ run: '42', attempt: 1, job: 'job' }, jobId: null, link: null };
    journal.reach('reproven', owner);
    for (const edge of ['switch', 'undo-switch'] as const)
      journal.write(edge, owner, { readOnly: false });
  },
  steps: [['back', { action: 'list-written' }]],
};

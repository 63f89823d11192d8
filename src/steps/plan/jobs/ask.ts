// The last job before the gate: it says what an approval signs.
import type { Runbook } from '../../../runbook/runbook.ts';
import { askApproval } from '../../ask-approval/plan.ts';
import { noteProven } from '../../claim-migration/plan.ts';
import type { Job } from '../../../plan/operation.ts';

/** The job `ask`. */
export const asking = (runbook: Runbook): Job => ({
  job: 'ask',
  environment: 'prepare',
  operations: [
    ...askApproval({ runbook, job: 'ask', step: 'ask' }),
    ...noteProven({ runbook, job: 'ask', step: 'proven' }),
  ],
});

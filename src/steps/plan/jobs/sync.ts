// The claim, then steps 1 and 2 of the procedure: a new file on the source, and a transfer of only what changed.
import type { Runbook } from '../../../runbook/runbook.ts';
import { claim } from '../../claim-migration/plan.ts';
import { createCanary } from '../../create-test-file/plan.ts';
import { transfer } from '../../run-datasync/plan.ts';
import type { Job } from '../../../plan/operation.ts';

/** The job `sync`. */
export const sync = (runbook: Runbook): Job => ({
  job: 'sync',
  environment: 'prepare',
  operations: [
    ...claim({ runbook, job: 'sync', step: 'claim' }),
    ...createCanary({ runbook, job: 'sync', step: 'canary' }),
    ...transfer(
      { runbook, job: 'sync', step: 'delta' },
      {
        delta: 'canary',
        purpose: `copy what is new since the last execution${runbook.verify.calibrate ? ': the canary and its folder, the seven of the calibration folder, and what applications have written' : ''}`,
        frozen: false,
      },
    ),
  ],
});

// Steps 1 and 2 of the procedure: a new file on the source, and only what changed is copied.
import type { Runbook } from '../../runbook.ts';
import { createCanary } from '../actions/create-test-file.ts';
import { transfer } from '../actions/run-datasync.ts';
import type { Job } from '../operation.ts';

/** The job `sync`. */
export const sync = (runbook: Runbook): Job => ({
  job: 'sync',
  environment: 'prepare',
  operations: [
    ...createCanary({ runbook, job: 'sync', step: 'canary' }),
    ...transfer(
      { runbook, job: 'sync', step: 'delta' },
      {
        delta: 'canary',
        purpose: `copy what is new since the last execution${runbook.verify.calibrate ? ': the canary and its folder, the six of the calibration folder, and what applications have written' : ''}`,
        frozen: false,
      },
    ),
  ],
});

// Step 3: proves that the new object and everything else is in the bucket.
import type { Runbook } from '../../../runbook/runbook.ts';
import { verifyCanary, verifyTree } from '../../verify-s3/plan.ts';
import type { Job } from '../../../plan/operation.ts';

/** The job `verify`. */
export const verify = (runbook: Runbook): Job => ({
  job: 'verify',
  environment: 'prepare',
  operations: [
    ...verifyCanary({ runbook, job: 'verify', step: 'verify' }),
    ...verifyTree({ runbook, job: 'verify', step: 'tree' }, false),
  ],
});

// Step 7: freeze, the last delta, every proof once more, the switch; and the rollback if anything fails.
import type { Runbook } from '../../../runbook/runbook.ts';
import { awaitCanary, checkTree } from '../../check-listing/plan.ts';
import { approve } from '../../claim-migration/plan.ts';
import { freeze, thaw } from '../../freeze-source/plan.ts';
import { refreshAgain } from '../../refresh-cache/plan.ts';
import { removeExtras } from '../../remove-extras/plan.ts';
import { transfer } from '../../run-datasync/plan.ts';
import { rollBack, switchToGateway } from '../../switch-mount/plan.ts';
import { verifyApproval } from '../../verify-approval/plan.ts';
import { verifyCanary, verifyTree } from '../../verify-s3/plan.ts';
import type { Place } from '../../../plan/operation-builders.ts';
import type { Job } from '../../../plan/operation.ts';
import { placeholder } from '../../../plan/placeholders.ts';
import { gate } from './sign-off.ts';

const FAILED = 'a step of this job fails, or the job is cancelled';

/** The job `cutover`, behind its gate. */
export function cutover(runbook: Runbook): Job {
  const at = (step: string): Place => ({ runbook, job: 'cutover', step });
  const environment = runbook.gates.cutover;
  return {
    job: 'cutover',
    environment,
    operations: [
      gate('cutover', environment),
      ...verifyApproval(at('approval')),
      ...approve(at('claim')),
      ...freeze(at('freeze')),
      ...transfer(at('final-delta'), {
        delta: `final-${placeholder('attempt')}`,
        purpose: 'copy what was written until the freeze',
        frozen: true,
      }),
      ...verifyCanary(at('verify')),
      ...removeExtras(at('extras')),
      ...verifyTree(at('tree'), true),
      ...refreshAgain(at('refresh')),
      ...awaitCanary(at('check')),
      ...checkTree(at('gateway-tree'), true),
      ...switchToGateway(at('switch')),
      ...rollBack(at('go-back'), FAILED),
      ...thaw(at('thaw'), FAILED),
    ],
  };
}

// Step 7: freeze, the last delta, every proof once more, the switch; and the way back when anything fails.
import { DEADLINES_MS } from '../../polls.ts';
import type { Runbook } from '../../runbook.ts';
import { awaitCanary, checkTree } from '../actions/check-listing.ts';
import { freeze, thaw } from '../actions/freeze-source.ts';
import { refreshAgain } from '../actions/refresh-cache.ts';
import { removeExtras } from '../actions/remove-extras.ts';
import { transfer } from '../actions/run-datasync.ts';
import { goBack, switchToGateway } from '../actions/switch-mount.ts';
import { verifyCanary, verifyTree } from '../actions/verify-s3.ts';
import type { Place } from '../make.ts';
import type { Job } from '../operation.ts';
import { hole } from '../placeholders.ts';
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
      ...freeze(at('freeze')),
      ...transfer(at('final-delta'), {
        delta: `final-${hole('attempt')}`,
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
      ...goBack(at('go-back'), FAILED, DEADLINES_MS.uploadsWhenCancelled),
      ...thaw(at('thaw'), FAILED),
    ],
  };
}

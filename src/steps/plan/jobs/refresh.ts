// Steps 4 to 6: the gateway does not show the canary, its cache is refreshed, and it shows the canary.
import { foldersForFile, foldersForShare } from '../../refresh-cache/refresh-folders.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { awaitCanary, checkTree, lookForCanary } from '../../check-listing/plan.ts';
import { testFileOf } from '../../create-test-file/plan.ts';
import { refresh } from '../../refresh-cache/plan.ts';
import type { Place } from '../../../plan/operation-builders.ts';
import type { Job } from '../../../plan/operation.ts';

/** The job `refresh`. */
export function refreshing(runbook: Runbook): Job {
  const at = (step: string): Place => ({ runbook, job: 'refresh', step });
  const canary = testFileOf(at('refresh'), 'canary');
  return {
    job: 'refresh',
    environment: 'prepare',
    operations: [
      ...lookForCanary(at('before')),
      ...refresh(at('refresh'), foldersForFile(runbook, canary)),
      ...awaitCanary(at('after')),
      ...refresh(at('refresh-share'), foldersForShare(runbook)),
      ...checkTree(at('tree'), false),
    ],
  };
}

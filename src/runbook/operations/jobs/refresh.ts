// Steps 4 to 6: the gateway does not show it, is refreshed, and shows it.
import { foldersForFile, foldersForShare } from '../../refresh-folders.ts';
import type { Runbook } from '../../runbook.ts';
import { awaitCanary, checkTree, lookForCanary } from '../actions/check-listing.ts';
import { nameOf } from '../actions/create-test-file.ts';
import { refresh } from '../actions/refresh-cache.ts';
import type { Place } from '../make.ts';
import type { Job } from '../operation.ts';

/** The job `refresh`. */
export function refreshing(runbook: Runbook): Job {
  const at = (step: string): Place => ({ runbook, job: 'refresh', step });
  const canary = nameOf(at('refresh'), 'canary');
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

// The adapter for the DataSync task of a runbook.
import { openDataSync } from '../../aws/datasync.ts';
import type { DataSync } from '../../aws/datasync.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';

/** DataSync in the Region of the task. */
export function openTask(context: StepContext): DataSync {
  const { datasync, storageRegion } = context.runbook;
  return openDataSync(connectionTo(context, storageRegion), datasync.task);
}

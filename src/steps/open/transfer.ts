// The adapters for a transfer: the task, and the servers that say which side is served.
import type { StepContext } from '../context.ts';
import type { TransferPorts } from '../run-datasync.ts';
import { openServers } from './servers.ts';
import { openTask } from './task.ts';

/** DataSync in the Region of the task, Systems Manager in that of the servers. */
export function openTransfer(context: StepContext): TransferPorts {
  return {
    datasync: openTask(context),
    ssm: openServers(context),
    // Only a failure with a report reads from S3.
    outputs: async () => (await import('./outputs.ts')).openOutputs(context),
  };
}

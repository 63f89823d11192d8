// Opens the adapters for a transfer.
import type { StepContext } from '../frame/context.ts';
import { openOutputs, openServers, openTask } from '../frame/open.ts';
import type { TransferPorts } from './ports.ts';

/** The task, and the servers that say which side is served. Only a failure with a report reads from S3. */
export async function openTransfer(context: StepContext): Promise<TransferPorts> {
  const [datasync, ssm] = await Promise.all([openTask(context), openServers(context)]);
  return { datasync, ssm, outputs: () => openOutputs(context) };
}

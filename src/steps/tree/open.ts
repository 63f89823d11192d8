// Opens the adapters for proving whole trees.
import type { StepContext } from '../frame/context.ts';
import { openDestination, openOutputs, openServers, openTask } from '../frame/open.ts';
import type { TreePorts } from './ports.ts';

/** Systems Manager in the Region of the servers, all else in that of the files' bucket. */
export async function openTree(context: StepContext): Promise<TreePorts> {
  const [ssm, bucket, datasync, outputs] = await Promise.all([
    openServers(context),
    openDestination(context),
    openTask(context),
    openOutputs(context),
  ]);
  return { ssm, bucket, datasync, outputs };
}

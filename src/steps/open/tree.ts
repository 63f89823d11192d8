// The adapters for proving whole trees: servers, their outputs, and the bucket.
import type { StepContext } from '../context.ts';
import type { TreePorts } from '../verify-tree.ts';
import { openDestination } from './destination.ts';
import { openOutputs } from './outputs.ts';
import { openServers } from './servers.ts';
import { openTask } from './task.ts';

/** Systems Manager in the Region of the servers, all else in that of the files' bucket. */
export function openTree(context: StepContext): TreePorts {
  return {
    ssm: openServers(context),
    bucket: openDestination(context),
    datasync: openTask(context),
    outputs: openOutputs(context),
  };
}

// The adapters for proving whole trees: servers, their outputs, and the bucket.
import { openBucket } from '../../aws/s3.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';
import type { TreePorts } from '../verify-tree.ts';
import { openDestination } from './destination.ts';
import { openServers } from './servers.ts';
import { openTask } from './task.ts';

/** The outputs' bucket lies in the Region of the files' bucket and belongs to the same account. */
export function openTree(context: StepContext): TreePorts {
  const { account, evidence, storageRegion } = context.runbook;
  return {
    ssm: openServers(context),
    bucket: openDestination(context),
    datasync: openTask(context),
    outputs: openBucket(connectionTo(context, storageRegion), evidence.bucket, account),
  };
}

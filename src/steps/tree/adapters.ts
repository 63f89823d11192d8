// Opens the adapters for proving whole trees.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { ShortSession } from '../../aws/connection.ts';
import type { Bucket, RemovableBucket } from '../../aws/s3/s3.ts';
import type { ManifestPorts } from '../manifest/list-tree.ts';
import type { RecheckInputs } from './recheck.ts';
import type { TreeMoment } from './tree-policy.ts';
import type { StepContext } from '../frame/context.ts';
import { openDestination, openOutputs, openServers, openTask } from '../frame/adapters.ts';

/** The adapters: servers, their outputs, the bucket of the files, and the task. */
export interface TreePorts extends ManifestPorts {
  readonly bucket: Bucket;
  readonly datasync: DataSync;
}

/** The inputs of a comparison of trees. */
export type TreeInputs = Omit<TreeMoment, 'filters'> &
  RecheckInputs & {
    /** The execution whose task report takes part, if the runbook asks for one. */
    readonly executionArn?: string | undefined;
  };

/**
 * Systems Manager in the Region of the servers, all else in the Region of the files' bucket; `session` is for a step
 * that removes objects.
 */
export async function openTree(
  context: StepContext,
  session?: ShortSession,
): Promise<TreePorts & { readonly bucket: RemovableBucket }> {
  const [ssm, bucket, datasync, outputs] = await Promise.all([
    openServers(context),
    openDestination(context, session),
    openTask(context),
    openOutputs(context),
  ]);
  return { ssm, bucket, datasync, outputs };
}

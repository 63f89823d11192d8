// The adapters for removing extras: those of the proof, and what else may work on the bucket.
import { openBucketSettings } from '../../aws/bucket-settings.ts';
import { readOtherShares } from '../../aws/other-shares.ts';
import { openOtherTasks } from '../../aws/other-tasks.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';
import type { RemovePorts } from '../remove-extras.ts';
import { openDestination } from './destination.ts';
import { openTree } from './tree.ts';

/** Tasks and shares are looked for in the Region of the bucket. */
export function openRemoval(context: StepContext): RemovePorts {
  const { account, bucket, datasync, gateway, storageRegion } = context.runbook;
  const connection = connectionTo(context, storageRegion);
  return {
    ...openTree(context),
    bucket: openDestination(context),
    settings: openBucketSettings(connection, bucket.name, account),
    neighbours: {
      tasks: openOtherTasks(connection, datasync.task),
      shares: () => readOtherShares(connection, gateway.share),
    },
  };
}

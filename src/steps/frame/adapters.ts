// Opens the adapters that several steps need. Each loads its own SDK client, and only when it is opened.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { RemovableBucket, SigningBucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import { serverConnection, storageConnection } from './context.ts';
import type { StepContext } from './context.ts';

/** Systems Manager in the Region of the application servers. */
export async function openServers(context: StepContext): Promise<Ssm> {
  const { openSsm } = await import('../../aws/ssm/ssm.ts');
  return openSsm(serverConnection(context));
}

/** The file share of the runbook and its gateway. */
export async function openShare(context: StepContext): Promise<StorageGateway> {
  const { openStorageGateway } = await import('../../aws/storage-gateway/storage-gateway.ts');
  const { gateway } = context.runbook;
  return openStorageGateway(storageConnection(context), gateway.arn, gateway.share);
}

/** The DataSync task of the runbook. */
export async function openTask(context: StepContext): Promise<DataSync> {
  const { openDataSync } = await import('../../aws/datasync/datasync.ts');
  return openDataSync(storageConnection(context), context.runbook.datasync.task);
}

/** The bucket of the runbook, which must belong to its owner. */
export const openDestination = (context: StepContext): Promise<RemovableBucket> =>
  open(context, context.runbook.bucket);

/** The evidence bucket, where servers and DataSync leave what they found, the servers by URLs that the run signs; it belongs to the runbook's account. */
export const openOutputs = (context: StepContext): Promise<SigningBucket> => {
  const { account: owner, evidence } = context.runbook;
  return open(context, { name: evidence.bucket, owner });
};

async function open(
  context: StepContext,
  { name, owner }: { readonly name: string; readonly owner: string },
): Promise<RemovableBucket> {
  const { openBucket } = await import('../../aws/s3/s3.ts');
  return openBucket(storageConnection(context), name, owner);
}

// Opens the adapters that several steps need. Each loads its own SDK client, and only when it is opened.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import type { RemovableBucket, SigningBucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import type { ShortSession } from '../../aws/connection.ts';
import { changingConnection, serverConnection, storageConnection } from './context.ts';
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

/** The DataSync task of the runbook. Without `session` nothing can be started, cancelled or changed in a workflow. */
export async function openTask(context: StepContext, session?: ShortSession): Promise<DataSync> {
  const { openDataSync } = await import('../../aws/datasync/datasync.ts');
  const connection = storageConnection(context);
  const changing = session && changingConnection(context, session);
  return openDataSync(connection, context.runbook.datasync.task, changing);
}

/** The bucket of the runbook, which must belong to its owner; `session` is for what removes objects. */
export const openDestination = (
  context: StepContext,
  session?: ShortSession,
): Promise<RemovableBucket> => open(context, context.runbook.bucket, session);

/** The evidence bucket, where servers and DataSync leave what they found, the servers by URLs that the run signs; it belongs to the runbook's account. */
export const openOutputs = (context: StepContext): Promise<SigningBucket> => {
  const { account: owner, evidence } = context.runbook;
  return open(context, { name: evidence.bucket, owner });
};

/** The evidence bucket, for what is written there once and kept. */
export async function openKeeping(context: StepContext): Promise<EvidenceBucket> {
  const { openEvidence } = await import('../../aws/s3/evidence-bucket.ts');
  const { account, evidence } = context.runbook;
  return openEvidence(storageConnection(context), evidence.bucket, account);
}

async function open(
  context: StepContext,
  { name, owner }: { readonly name: string; readonly owner: string },
  session?: ShortSession,
): Promise<RemovableBucket> {
  const { openBucket } = await import('../../aws/s3/s3.ts');
  const changing = session && changingConnection(context, session);
  return openBucket(storageConnection(context), name, owner, changing && { changing });
}

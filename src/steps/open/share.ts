// The adapter for the file share of a runbook.
import { openStorageGateway } from '../../aws/storage-gateway.ts';
import type { StorageGateway } from '../../aws/storage-gateway.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';

/** The share and its gateway, in the Region of the bucket. */
export function openShare(context: StepContext): StorageGateway {
  const { gateway, storageRegion } = context.runbook;
  return openStorageGateway(connectionTo(context, storageRegion), gateway.arn, gateway.share);
}

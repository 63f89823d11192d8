// The adapter for the bucket of a runbook.
import { openBucket } from '../../aws/s3.ts';
import type { RemovableBucket } from '../../aws/s3.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';

/** The bucket, which must belong to the runbook's account. */
export function openDestination(context: StepContext): RemovableBucket {
  const { account, bucket, storageRegion } = context.runbook;
  return openBucket(connectionTo(context, storageRegion), bucket.name, account);
}

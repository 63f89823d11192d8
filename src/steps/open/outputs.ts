// The adapter for the evidence bucket, where servers and DataSync leave what they found.
import { openBucket } from '../../aws/s3.ts';
import type { Bucket } from '../../aws/s3.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';

/** It lies in the Region of the files' bucket and belongs to the same account. */
export function openOutputs(context: StepContext): Bucket {
  const { account, evidence, storageRegion } = context.runbook;
  return openBucket(connectionTo(context, storageRegion), evidence.bucket, account);
}

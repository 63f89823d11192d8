// The quota that all retries of one client of the SDK share: 500 tokens, of which each retry takes some.
import type { S3Client } from '@aws-sdk/client-s3';
import type { RetryToken } from '@smithy/types';

/** Stands for a request that was answered at once: the SDK gives one token back for it. */
const AT_ONCE: RetryToken & { readonly getRetryCost: () => undefined } = {
  getRetryCount: () => 0,
  getRetryDelay: () => 0,
  getRetryCost: () => undefined,
};

/**
 * Counts a request that was answered beside the SDK's own retries. Without it, a burst of refusals would empty the quota
 * for good, and later requests of the client would have no retries (StandardRetryStrategy of @smithy/core).
 */
export async function countSuccess({ config }: S3Client): Promise<void> {
  const strategy = (await config.retryStrategy()) as Partial<Strategy>;
  strategy.recordSuccess?.(AT_ONCE);
}

interface Strategy {
  recordSuccess(token: RetryToken): void;
}

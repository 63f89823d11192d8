// Presigned URLs: somebody else may put the bytes that we name, once, and nothing more.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Clock } from '../../core/clock.ts';
import { putUpload } from '../../core/requests/s3.ts';
import type { OwnedBucket } from '../../core/requests/s3.ts';

/** Bytes that somebody else may put. */
export interface Upload {
  readonly key: string;
  readonly bytes: number;
  /** As base64. */
  readonly sha256: string;
}

const VALID_SECONDS = 15 * 60;

/** The SDK would move headers that begin with x-amz- into the query, where no holder has to send them. */
const SIGNED_HEADERS = new Set(['x-amz-checksum-sha256', 'x-amz-expected-bucket-owner']);

/**
 * A URL by which its holder may put `upload` where nothing is, for 15 minutes from now. Size, checksum, owner of the
 * bucket and `If-None-Match: *` are signed headers: the holder must send them as they are here.
 */
export async function signUpload(
  client: S3Client,
  clock: Clock,
  at: OwnedBucket,
  { key, bytes, sha256 }: Upload,
): Promise<string> {
  const { parameters } = putUpload(at, key, sha256);
  const put = new PutObjectCommand({ ...parameters, ContentLength: bytes });
  return await getSignedUrl(client, put, {
    expiresIn: VALID_SECONDS,
    signingDate: new Date(clock.now()),
    unhoistableHeaders: SIGNED_HEADERS,
  });
}

// Requests to S3, member by member as the SDK takes them: what is sent is what the plan shows.

/** A bucket and who must own it: a bucket of the same name in other hands answers nothing. */
export interface OwnedBucket {
  readonly bucket: string;
  readonly owner: string;
}

/** HeadBucket, and each call that reads one setting of a bucket. */
export const ofBucket = ({ bucket, owner }: OwnedBucket) => ({
  Bucket: bucket,
  ExpectedBucketOwner: owner,
});

/** HeadObject. */
export const headObject = (of: OwnedBucket, key: string) => ({ ...ofBucket(of), Key: key });

/** GetObject; with `etag` only of the very object that was seen before. */
export const getObject = (of: OwnedBucket, key: string, etag?: string) => ({
  ...ofBucket(of),
  Key: key,
  ...(etag === undefined ? {} : { IfMatch: etag }),
});

/** DeleteObject, without a version: only while it is the very object that was seen before. */
export const deleteObject = (of: OwnedBucket, key: string, etag: string) => ({
  ...ofBucket(of),
  Key: key,
  IfMatch: etag,
});

/**
 * One page of ListObjectsV2: the first one below `prefix`, the one after a key, or the one that a token leads to. With
 * a delimiter, keys that have it behind the prefix are told as their folders.
 */
export const listObjects = (
  of: OwnedBucket,
  prefix: string,
  from: {
    readonly after?: string | undefined;
    readonly token?: string | undefined;
    readonly delimiter?: '/' | undefined;
  } = {},
) => ({
  ...ofBucket(of),
  EncodingType: 'url' as const,
  ...(prefix === '' ? {} : { Prefix: prefix }),
  ...(from.delimiter === undefined ? {} : { Delimiter: from.delimiter }),
  ...(from.token === undefined ? {} : { ContinuationToken: from.token }),
  ...(from.after === undefined ? {} : { StartAfter: from.after }),
});

/** One page of ListBucketIntelligentTieringConfigurations. */
export const listArchives = (of: OwnedBucket, token: string | undefined) => ({
  ...ofBucket(of),
  ...(token === undefined ? {} : { ContinuationToken: token }),
});

/** PutObject of JSON, only where there is no object of that key. */
export const putOnce = (of: OwnedBucket, key: string) => ({
  ...ofBucket(of),
  Key: key,
  ContentType: 'application/json',
  IfNoneMatch: '*' as const,
});

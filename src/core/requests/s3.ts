// Requests to S3, member by member as the SDK takes them: what is sent is what the plan shows.

/** A bucket and who must own it: a bucket of the same name in other hands answers nothing. */
export interface OwnedBucket {
  readonly bucket: string;
  readonly owner: string;
}

const ofBucket = ({ bucket, owner }: OwnedBucket) => ({
  Bucket: bucket,
  ExpectedBucketOwner: owner,
});

const s3 = <Operation extends string, Parameters>(operation: Operation, parameters: Parameters) =>
  ({ service: 's3', operation, parameters }) as const;

/** HeadBucket. */
export const headBucket = (of: OwnedBucket) => s3('HeadBucket', ofBucket(of));

/** The settings of a bucket that are read with nothing but its name. */
type Setting = 'Versioning' | 'Encryption' | 'OwnershipControls' | 'LifecycleConfiguration';

/** GetBucket… of one setting. */
export const getBucketSetting = <Of extends Setting>(setting: Of, of: OwnedBucket) =>
  s3(`GetBucket${setting}`, ofBucket(of));

/** GetObjectLockConfiguration. */
export const getObjectLock = (of: OwnedBucket) => s3('GetObjectLockConfiguration', ofBucket(of));

/** HeadObject. */
export const headObject = (of: OwnedBucket, key: string) =>
  s3('HeadObject', { ...ofBucket(of), Key: key });

/** GetObject; with `etag` only of the very object that was seen before. */
export const getObject = (of: OwnedBucket, key: string, etag?: string) =>
  s3('GetObject', {
    ...ofBucket(of),
    Key: key,
    ...(etag === undefined ? {} : { IfMatch: etag }),
  });

/** DeleteObject, without a version: only while it is the very object that was seen before. */
export const deleteObject = (of: OwnedBucket, key: string, etag: string) =>
  s3('DeleteObject', {
    ...ofBucket(of),
    Key: key,
    IfMatch: etag,
  });

/**
 * One page of ListObjectsV2: the first one below `prefix`, the one after a key, or the one that a token leads to. With
 * a delimiter, S3 groups the keys that have it behind the prefix into folders.
 */
export const listObjects = (
  of: OwnedBucket,
  prefix: string,
  from: {
    readonly after?: string | undefined;
    readonly token?: string | undefined;
    readonly delimiter?: '/' | undefined;
  } = {},
) =>
  s3('ListObjectsV2', {
    ...ofBucket(of),
    EncodingType: 'url' as const,
    ...(prefix === '' ? {} : { Prefix: prefix }),
    ...(from.delimiter === undefined ? {} : { Delimiter: from.delimiter }),
    ...(from.token === undefined ? {} : { ContinuationToken: from.token }),
    ...(from.after === undefined ? {} : { StartAfter: from.after }),
  });

/** One page of ListBucketIntelligentTieringConfigurations. */
export const listArchives = (of: OwnedBucket, token: string | undefined) =>
  s3('ListBucketIntelligentTieringConfigurations', {
    ...ofBucket(of),
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });

/** PutObject of the bytes with this SHA-256, as base64: the one thing that a presigned URL lets its holder do, once. */
export const putUpload = (of: OwnedBucket, key: string, sha256: string) =>
  s3('PutObject', {
    ...ofBucket(of),
    Key: key,
    IfNoneMatch: '*' as const,
    ChecksumSHA256: sha256,
  });

/** PutObject of JSON, only where there is no object of that key. */
export const putOnce = (of: OwnedBucket, key: string) =>
  s3('PutObject', {
    ...ofBucket(of),
    Key: key,
    ContentType: 'application/json',
    IfNoneMatch: '*' as const,
  });

/** PutObject of a file of rows with this SHA-256, as base64, only where there is no object of that key. */
export const putRowsOnce = (of: OwnedBucket, key: string, sha256: string) =>
  s3('PutObject', {
    ...ofBucket(of),
    Key: key,
    ContentType: 'application/octet-stream',
    IfNoneMatch: '*' as const,
    ChecksumSHA256: sha256,
  });

// The keys of a share's journal.

/** The id of a share: the last part of its ARN. */
export const shareId = (share: string): string => share.slice(share.lastIndexOf('/') + 1);

/** Where the journal of a share is, with a slash at its end. */
export const journalPrefix = (share: string): string => `journal/${shareId(share)}/`;

/** The name of an entry below the journal's prefix. */
export const entryName = (sequence: number): string => `${String(sequence).padStart(10, '0')}.json`;

// The members of an S3 request, put together again from its path, its query and its headers.
import type { Request } from '../protocol/http.ts';
import { header } from '../protocol/http.ts';
import type { Json } from '../protocol/service.ts';
import type { Target } from './target.ts';

const IN_QUERY: Readonly<Record<string, string>> = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'encoding-type': 'EncodingType',
  'continuation-token': 'ContinuationToken',
  'start-after': 'StartAfter',
  'fetch-owner': 'FetchOwner',
  'key-marker': 'KeyMarker',
  'version-id-marker': 'VersionIdMarker',
  versionId: 'VersionId',
};

const IN_HEADERS: Readonly<Record<string, string>> = {
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-unmodified-since': 'IfUnmodifiedSince',
  range: 'Range',
  'content-type': 'ContentType',
  'x-amz-copy-source': 'CopySource',
  'x-amz-expected-bucket-owner': 'ExpectedBucketOwner',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
  'x-amz-request-payer': 'RequestPayer',
};

/** What a caller has asked for, named as in S3's model; bodies and user metadata are left out. */
export function membersOf({ bucket, key }: Target, request: Request): Json {
  const members: Record<string, string> = {};
  if (bucket !== '') members.Bucket = bucket;
  if (key !== '') members.Key = key;
  for (const [name, member] of Object.entries(IN_QUERY)) {
    const value = request.query.get(name);
    if (value !== null) members[member] = value;
  }
  for (const [name, member] of Object.entries(IN_HEADERS)) {
    const value = header(request, name);
    if (value !== undefined) members[member] = value;
  }
  return members;
}

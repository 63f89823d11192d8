// Which S3 operation a request asks for, path-style, and on what.
import type { Request } from '../protocol/http.ts';
import { header } from '../protocol/http.ts';
import { ServiceError } from '../protocol/service.ts';
import { invalidArgument, unknownHeader, unknownOperation } from './errors.ts';

export interface Target {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

interface Rule {
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  readonly operation: string;
  /** The query parameter that asks for this operation; without it, none of a subresource is given. */
  readonly asks?: string;
  readonly query: readonly string[];
}

const LISTING = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const RULES: readonly Rule[] = [
  {
    method: 'GET',
    on: 'service',
    operation: 'ListBuckets',
    query: ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'],
  },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'ListObjectsV2',
    asks: 'list-type',
    query: [...LISTING, 'continuation-token', 'start-after', 'fetch-owner'],
  },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'ListObjectVersions',
    asks: 'versions',
    query: [...LISTING, 'key-marker', 'version-id-marker'],
  },
  { method: 'GET', on: 'bucket', operation: 'GetBucketLocation', asks: 'location', query: [] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketVersioning', asks: 'versioning', query: [] },
  { method: 'GET', on: 'bucket', operation: 'GetBucketEncryption', asks: 'encryption', query: [] },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'GetBucketOwnershipControls',
    asks: 'ownershipControls',
    query: [],
  },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'GetBucketLifecycleConfiguration',
    asks: 'lifecycle',
    query: [],
  },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'ListBucketIntelligentTieringConfigurations',
    asks: 'intelligent-tiering',
    query: ['continuation-token'],
  },
  {
    method: 'GET',
    on: 'bucket',
    operation: 'GetObjectLockConfiguration',
    asks: 'object-lock',
    query: [],
  },
  { method: 'HEAD', on: 'bucket', operation: 'HeadBucket', query: [] },
  {
    method: 'GET',
    on: 'object',
    operation: 'GetObjectAttributes',
    asks: 'attributes',
    query: ['versionId'],
  },
  { method: 'GET', on: 'object', operation: 'GetObject', query: ['versionId'] },
  { method: 'HEAD', on: 'object', operation: 'HeadObject', query: ['versionId'] },
  { method: 'PUT', on: 'object', operation: 'PutObject', query: [] },
  { method: 'DELETE', on: 'object', operation: 'DeleteObject', query: ['versionId'] },
];

/** Headers of S3 that the lab knows; any other that begins with x-amz- asks for what it does not do. */
const HEADERS = [
  /^x-amz-(date|content-sha256|security-token|user-agent|request-payer|expected-bucket-owner)$/,
  /^x-amz-(sdk-checksum-algorithm|checksum-(algorithm|type|mode|crc32|crc32c|crc64nvme|sha1|sha256))$/,
  /^x-amz-(trailer|decoded-content-length|meta-.+|object-attributes|max-parts|part-number-marker)$/,
  /^x-amz-(copy-source|copy-source-if-.+|metadata-directive|source-expected-bucket-owner)$/,
  /^x-amz-(storage-class|server-side-encryption|object-lock-.+|optional-object-attributes)$/,
];
const PRESIGNED =
  /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256)$/i;
const MAX_KEY_BYTES = 1024;

/** Reads the target, or refuses what is none: an unknown operation, parameter or header, a bad key. */
export function readTarget(request: Request): Target {
  const { bucket, key } = readPath(request.path);
  const on = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const names = [...request.query.keys()].filter(
    (name) => name !== 'x-id' && !PRESIGNED.test(name),
  );
  const fitting = RULES.filter((rule) => rule.method === request.method && rule.on === on);
  const rule =
    fitting.find((one) => one.asks !== undefined && names.includes(one.asks)) ??
    fitting.find((one) => one.asks === undefined);
  const unknown = names.find((name) => name !== rule?.asks && !rule?.query.includes(name));
  if (rule === undefined || unknown !== undefined)
    throw unknownOperation(
      `${request.method} on ${on}${unknown === undefined ? '' : ` with '${unknown}'`}`,
    );
  const foreign = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !HEADERS.some((known) => known.test(name)),
  );
  if (foreign !== undefined) throw unknownHeader(foreign);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
      Size: Buffer.byteLength(key),
      MaxSizeAllowed: MAX_KEY_BYTES,
    });
  const copies =
    rule.operation === 'PutObject' && header(request, 'x-amz-copy-source') !== undefined;
  return { operation: copies ? 'CopyObject' : rule.operation, bucket, key };
}

/** Splits `/bucket/any/key`; percent-encoding is taken off, `+` stays what it is. */
export function readPath(path: string): { bucket: string; key: string } {
  const text = path.startsWith('/') ? path.slice(1) : path;
  const slash = text.indexOf('/');
  try {
    return slash < 0
      ? { bucket: decodeURIComponent(text), key: '' }
      : {
          bucket: decodeURIComponent(text.slice(0, slash)),
          key: decodeURIComponent(text.slice(slash + 1)),
        };
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: path });
  }
}

/** A query parameter or header that must be a number from 0. */
export function readCount(
  value: string | undefined | null,
  name: string,
  otherwise: number,
): number {
  if (value === undefined || value === null || value === '') return otherwise;
  if (!/^\d{1,10}$/.test(value))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
  return Number(value);
}

// User metadata and system headers of an object, in from a request and out into an answer.
import type { Request } from '../../protocol/http.ts';
import { header } from '../../protocol/http.ts';
import { ServiceError } from '../../protocol/service.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import type { StoredObject } from './store.ts';

const PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const SYSTEM = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
  'expires',
];

/** The user metadata that a write gives. */
export function readMetadata(request: Request): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith(PREFIX)) continue;
    const short = name.slice(PREFIX.length);
    // Node reads header bytes as Latin-1; writers mean UTF-8.
    const text = Buffer.from(String(value), 'latin1').toString('utf8');
    size += Buffer.byteLength(short) + Buffer.byteLength(text);
    metadata[short] = text;
  }
  if (size > MAX_METADATA_BYTES)
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { Size: size, MaxSizeAllowed: MAX_METADATA_BYTES },
    );
  return metadata;
}

/** Content-Type and its kind; what the lab's bucket cannot do (Object Lock, other classes, keys) is refused. */
export function readSystemHeaders(request: Request): Record<string, string> {
  const lock = Object.keys(request.headers).find((name) => name.startsWith('x-amz-object-lock-'));
  if (lock !== undefined) throw invalidRequest('Bucket is missing Object Lock Configuration');
  const storage = header(request, 'x-amz-storage-class') ?? 'STANDARD';
  if (storage !== 'STANDARD')
    throw new ServiceError(
      'InvalidStorageClass',
      'The storage class you specified is not valid',
      400,
    );
  const encryption = header(request, 'x-amz-server-side-encryption') ?? 'AES256';
  if (encryption !== 'AES256')
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      encryption,
    );
  return Object.fromEntries(
    SYSTEM.flatMap((name) => {
      const value = header(request, name);
      const text = name === 'content-encoding' ? withoutAwsChunked(value) : value;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** The headers that a read answers with, without those of the checksum. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]): [string, string] => [
    `${PREFIX}${name}`,
    /^[\x20-\x7e\t]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`,
  ]);
  return {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    ...Object.fromEntries(metadata),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
    ...(object.versionId === undefined ? {} : { 'x-amz-version-id': object.versionId }),
  };
}

function withoutAwsChunked(encoding: string | undefined): string | undefined {
  const rest = encoding
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');
  return rest === '' ? undefined : rest;
}

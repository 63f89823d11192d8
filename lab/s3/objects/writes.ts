// Changing one object: PutObject, CopyObject, DeleteObject. Conditions are checked when all bytes are there.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Request } from '../../protocol/http.ts';
import { header } from '../../protocol/http.ts';
import { xmlDocument } from '../../protocol/xml.ts';
import { CHECKSUM_ALGORITHMS, checksumOf } from './checksums.ts';
import { checkRead, checkWrite } from './conditions.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { listedTime } from '../listing/list-objects.ts';
import { readMetadata, readSystemHeaders } from './metadata.ts';
import type { Found } from './objects.ts';
import { checksum, checksumHeaders } from './objects.ts';
import type { ObjectStore, StoredObject } from './store.ts';
import { pieces } from './store.ts';
import type { Target } from '../target.ts';
import { receive } from './upload.ts';

let uploads = 0;

/** PutObject. `folder` is where bytes wait until all of them have come. */
export async function putObject(
  store: ObjectStore,
  target: Target,
  request: Request,
  folder: string,
): Promise<Answer> {
  const { bucket, key } = target;
  const metadata = readMetadata(request);
  const headers = readSystemHeaders(request);
  checkWrite(request, key, store.get(bucket, key));
  mkdirSync(folder, { recursive: true });
  uploads += 1;
  const file = join(folder, String(uploads));
  try {
    const given = await receive(request, file);
    checkLock(request, store.lockDays(bucket), given);
    checkWrite(request, key, store.get(bucket, key));
    const body = { file };
    const object = store.write({
      ...{ bucket, key, body, metadata, headers },
      ...(given === undefined ? {} : { checksum: given }),
    });
    return {
      status: 200,
      headers: {
        etag: `"${object.etag}"`,
        'x-amz-server-side-encryption': 'AES256',
        ...(object.versionId === undefined ? {} : { 'x-amz-version-id': object.versionId }),
        ...checksumHeaders(checksum({ store, bucket, object })),
      },
    };
  } finally {
    rmSync(file, { force: true });
  }
}

/** A bucket that locks objects by default takes none without a checksum of the writer's (S3 User Guide, Object Lock). */
function checkLock(request: Request, days: number, given: StoredObject['checksum']): void {
  if (days > 0 && given === undefined && header(request, 'content-md5') === undefined)
    throw invalidRequest(
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
}

/** CopyObject from `source`, in the same or another bucket. */
export function copyObject(source: Found, target: Target, request: Request): Answer {
  const { store, object } = source;
  const { bucket, key } = target;
  checkRead(request, object, 'x-amz-copy-source-');
  checkWrite(request, key, store.get(bucket, key));
  const directive = header(request, 'x-amz-metadata-directive') ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE')
    throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', directive);
  const replaces = directive === 'REPLACE';
  if (!replaces && source.bucket === bucket && object.key === key)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const given = readSystemHeaders(request);
  const file = store.pathOf(source.bucket, object);
  const kept = chosenChecksum(request, file) ?? object.checksum;
  const copy = store.write({
    ...{ bucket, key, body: { file } },
    metadata: replaces ? readMetadata(request) : object.metadata,
    headers: replaces ? given : object.headers,
    ...(kept === undefined ? {} : { checksum: kept }),
  });
  const { algorithm, value } = checksum({ store, bucket, object: copy });
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', 'x-amz-server-side-encryption': 'AES256' },
    body: xmlDocument('CopyObjectResult', {
      LastModified: listedTime(copy.lastModified),
      ETag: `"${copy.etag}"`,
      [`Checksum${algorithm}`]: value,
      ChecksumType: 'FULL_OBJECT',
    }),
  };
}

function chosenChecksum(request: Request, file: string): StoredObject['checksum'] {
  const name = header(request, 'x-amz-checksum-algorithm');
  if (name === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => one === name);
  if (algorithm === undefined) throw invalidRequest('Checksum algorithm provided is unsupported.');
  return { algorithm, value: checksumOf(algorithm, pieces(file)) };
}

/** DeleteObject: what is not there is deleted, too. In a bucket with versions a marker takes its place. */
export function deleteObject(store: ObjectStore, target: Target, request: Request): Answer {
  const { bucket, key } = target;
  const object = store.get(bucket, key);
  if (header(request, 'if-match') !== undefined) checkWrite(request, key, object);
  const marker = store.remove(bucket, key);
  if (marker === undefined) return { status: 204 };
  return {
    status: 204,
    headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId },
  };
}

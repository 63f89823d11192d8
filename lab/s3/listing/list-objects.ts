// Listing a bucket: UTF-8 byte order, pages, common prefixes, encoded keys.
import type { Request } from '../../protocol/http.ts';
import type { Xml } from '../../protocol/xml.ts';
import { invalidArgument } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../objects/store.ts';
import { readCount } from '../target.ts';

const MAX_KEYS = 1000;
const LAST_CODE_POINT = '\u{10ffff}';

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last entry, when more come after it. */
  readonly next?: string;
}

interface Query {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys up to here are left out; a common prefix leaves out all that it stands for. */
  readonly after: string;
  readonly afterPrefix: boolean;
  readonly limit: number;
}

/** The next entries (keys and common prefixes together, at most `limit`) of a bucket. */
function listPage(store: ObjectStore, bucket: string, query: Query): Page {
  const { prefix, delimiter, limit } = query;
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  let { after } = query;
  let skipped = query.afterPrefix ? query.after : undefined;
  if (limit === 0) return { keys, prefixes };
  for (;;) {
    let again = false;
    const from = skipped === undefined ? after : skipped + LAST_CODE_POINT;
    for (const key of store.keys(bucket, prefix, from)) {
      if (skipped !== undefined && key.startsWith(skipped)) continue;
      if (keys.length + prefixes.length >= limit) return { keys, prefixes, next: last };
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      if (end < 0) {
        keys.push(key);
        last = key;
        continue;
      }
      skipped = key.slice(0, end + delimiter.length);
      prefixes.push(skipped);
      last = skipped;
      after = key;
      again = true;
      break;
    }
    if (!again) return { keys, prefixes };
  }
}

/** ListObjectsV2. */
export function listObjects(store: ObjectStore, bucket: string, request: Request): Xml {
  const { query } = request;
  const type = query.get('list-type') ?? '';
  if (type !== '2') throw invalidArgument('Invalid List Type specified', 'list-type', type);
  const asked = readCount(query.get('max-keys'), 'max-keys', MAX_KEYS);
  const token = query.get('continuation-token');
  const from = token === null ? undefined : readToken(token);
  const startAfter = query.get('start-after') ?? '';
  const page = listPage(store, bucket, {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: from?.after ?? startAfter,
    afterPrefix: from?.isPrefix ?? false,
    limit: Math.min(asked, MAX_KEYS),
  });
  const encode = encoder(query);
  const owner = query.get('fetch-owner') === 'true';
  return {
    Name: bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: optional(query.get('delimiter'), encode),
    StartAfter: optional(query.get('start-after'), encode),
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxKeys: String(Math.min(asked, MAX_KEYS)),
    KeyCount: String(page.keys.length + page.prefixes.length),
    IsTruncated: String(page.next !== undefined),
    ContinuationToken: token ?? undefined,
    NextContinuationToken:
      page.next === undefined
        ? undefined
        : writeToken(page.next, page.prefixes.at(-1) === page.next),
    Contents: page.keys.map((key) => ({
      ...entry(store.get(bucket, key) as StoredObject, encode),
      Owner: owner ? OWNER : undefined,
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** ListObjectVersions of a bucket without versions: each object is its own only version, `null`. */
export function listNullVersions(store: ObjectStore, bucket: string, request: Request): Xml {
  const { query } = request;
  const limit = Math.min(readCount(query.get('max-keys'), 'max-keys', MAX_KEYS), MAX_KEYS);
  const marker = query.get('key-marker') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const page = listPage(store, bucket, {
    prefix: query.get('prefix') ?? '',
    delimiter,
    after: marker,
    afterPrefix: delimiter !== '' && marker.endsWith(delimiter),
    limit,
  });
  const encode = encoder(query);
  return {
    Name: bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    KeyMarker: encode(marker),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: page.next === undefined ? undefined : encode(page.next),
    NextVersionIdMarker: page.next === undefined ? undefined : 'null',
    MaxKeys: String(limit),
    Delimiter: optional(query.get('delimiter'), encode),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: String(page.next !== undefined),
    Version: page.keys.map((key) => ({
      ...entry(store.get(bucket, key) as StoredObject, encode),
      VersionId: 'null',
      IsLatest: 'true',
      Owner: OWNER,
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

export const OWNER: Readonly<Record<string, Xml>> = { DisplayName: 'lab', ID: '0'.repeat(64) };

/** Times in listings have no fraction of a second. */
export const listedTime = (instant: number): string =>
  new Date(Math.floor(instant / 1000) * 1000).toISOString();

/** What a listing says of one object. */
export function entry(object: StoredObject, encode: (text: string) => string): Record<string, Xml> {
  return {
    Key: encode(object.key),
    LastModified: listedTime(object.lastModified),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: object.checksum?.algorithm ?? 'CRC64NVME',
    ChecksumType: 'FULL_OBJECT',
    Size: String(object.size),
    StorageClass: 'STANDARD',
  };
}

/** How keys are written in a listing: as they are, or percent-encoded where that was asked for. */
export function encoder(query: URLSearchParams): (text: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return (text) => text;
  if (type !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  return (text) =>
    encodeURIComponent(text)
      .replace(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%2F', '/')
      .replaceAll('%20', '+');
}

const optional = (text: string | null, encode: (text: string) => string): string | undefined =>
  text === null ? undefined : encode(text);

const writeToken = (after: string, isPrefix: boolean): string =>
  Buffer.from(`${isPrefix ? 'prefix' : 'key'}:${after}`).toString('base64');

function readToken(token: string): { after: string; isPrefix: boolean } {
  const [, kind, after] =
    /^(key|prefix):(.+)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (after === undefined)
    throw invalidArgument(
      'The continuation token provided is incorrect',
      'continuation-token',
      token,
    );
  return { after, isPrefix: kind === 'prefix' };
}

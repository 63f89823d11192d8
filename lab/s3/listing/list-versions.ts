// ListObjectVersions of a bucket with versions: per key the current object, then the former ones, newest first.
import type { Request } from '../../protocol/http.ts';
import type { Xml } from '../../protocol/xml.ts';
import { invalidArgument } from '../errors.ts';
import { compareUtf8 } from './key-order.ts';
import { encoder, entry, OWNER, listedTime } from './list-objects.ts';
import type { ObjectStore, StoredObject } from '../objects/store.ts';
import { readCount } from '../target.ts';
import { isMarker } from '../objects/versions.ts';
import type { Former } from '../objects/versions.ts';

const MAX_KEYS = 1000;

interface Listed {
  readonly one: Former<StoredObject>;
  readonly isLatest: boolean;
}

/** One page. The lab groups no versions by a delimiter. */
export function listVersions(store: ObjectStore, bucket: string, request: Request): Xml {
  const { query } = request;
  const delimiter = query.get('delimiter') ?? '';
  if (delimiter !== '') throw invalidArgument('The lab groups no versions', 'delimiter', delimiter);
  const prefix = query.get('prefix') ?? '';
  const limit = Math.min(readCount(query.get('max-keys'), 'max-keys', MAX_KEYS), MAX_KEYS);
  const all = allVersions(store, bucket, prefix);
  const from = startOf(all, query.get('key-marker') ?? '', query.get('version-id-marker') ?? '');
  const page = all.slice(from, from + limit);
  const last = from + limit < all.length ? page.at(-1)?.one : undefined;
  const encode = encoder(query);
  const common = ({ one, isLatest }: Listed): Record<string, Xml> => ({
    Key: encode(one.key),
    VersionId: one.versionId ?? 'null',
    IsLatest: String(isLatest),
    LastModified: listedTime(one.lastModified),
    Owner: OWNER,
  });
  return {
    Name: bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(query.get('key-marker') ?? ''),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: last === undefined ? undefined : encode(last.key),
    NextVersionIdMarker: last?.versionId,
    MaxKeys: String(limit),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: String(last !== undefined),
    Version: page.flatMap((listed) =>
      isMarker(listed.one) ? [] : [{ ...entry(listed.one, encode), ...common(listed) }],
    ),
    DeleteMarker: page.filter(({ one }) => isMarker(one)).map(common),
  };
}

function allVersions(store: ObjectStore, bucket: string, prefix: string): Listed[] {
  const history = store.history(bucket);
  const keys = new Set([...store.keys(bucket, prefix), ...(history?.keys() ?? [])]);
  return [...keys]
    .filter((key) => key.startsWith(prefix))
    .sort(compareUtf8)
    .flatMap((key) => {
      const current = store.get(bucket, key);
      const past = history?.of(key) ?? [];
      return (current === undefined ? past : [current, ...past]).map((one, i) => ({
        one,
        isLatest: i === 0,
      }));
    });
}

function startOf(all: readonly Listed[], key: string, version: string): number {
  if (key === '') return 0;
  const at = all.findIndex(({ one }) => one.key === key && one.versionId === version);
  if (at >= 0) return at + 1;
  const next = all.findIndex(({ one }) => compareUtf8(one.key, key) > 0);
  return next < 0 ? all.length : next;
}

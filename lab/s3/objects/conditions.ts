// Conditional requests: by ETag and by time, as S3 answers them.
import type { Request } from '../../protocol/http.ts';
import { header } from '../../protocol/http.ts';
import { ServiceError } from '../../protocol/service.ts';
import { noSuchKey, preconditionFailed, unknownHeader } from '../errors.ts';
import type { StoredObject } from './store.ts';

const sameTag = (given: string, object: StoredObject): boolean =>
  given === '*' || given.split(',').some((tag) => tag.trim().replaceAll('"', '') === object.etag);

const seconds = (instant: number): number => Math.floor(instant / 1000) * 1000;

/** Conditions of a read. `prefix` is 'x-amz-copy-source-' for the source of a copy. */
export function checkRead(request: Request, object: StoredObject, prefix = ''): void {
  const given = (name: string): string | undefined => header(request, `${prefix}${name}`);
  const match = given('if-match');
  const noneMatch = given('if-none-match');
  const since = Date.parse(given('if-modified-since') ?? '');
  const until = Date.parse(given('if-unmodified-since') ?? '');
  if (match !== undefined && !sameTag(match, object)) throw preconditionFailed('If-Match');
  if (match === undefined && seconds(object.lastModified) > until)
    throw preconditionFailed('If-Unmodified-Since');
  const unchanged =
    noneMatch === undefined ? seconds(object.lastModified) <= since : sameTag(noneMatch, object);
  if (!unchanged) return;
  if (prefix !== '') throw preconditionFailed('If-None-Match');
  throw new ServiceError('NotModified', 'Not Modified', 304, { ETag: object.etag });
}

/** Conditions of a write: only onto nothing (`If-None-Match: *`), or onto the object with an ETag (`If-Match`). */
export function checkWrite(request: Request, key: string, object: StoredObject | undefined): void {
  const match = header(request, 'if-match');
  const noneMatch = header(request, 'if-none-match');
  if (noneMatch !== undefined && noneMatch !== '*') throw unknownHeader('If-None-Match');
  if (noneMatch === '*' && object !== undefined) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (object === undefined) throw noSuchKey(key);
  if (!sameTag(match, object)) throw preconditionFailed('If-Match');
}

// The version of an object that a request names, in a bucket that keeps versions.
import { ServiceError } from '../../protocol/service.ts';
import { invalidArgument } from '../errors.ts';
import type { ObjectStore, StoredObject } from './store.ts';
import type { Target } from '../target.ts';
import { isMarker } from './versions.ts';

/** The current object, or the version of it that is asked for. */
export function versionOf(
  store: ObjectStore,
  { bucket, key }: Target,
  version: string | null,
): StoredObject | undefined {
  const current = store.get(bucket, key);
  const history = store.history(bucket);
  if (history === undefined) checkVersion(version);
  if (history === undefined || version === null || current?.versionId === version) return current;
  const found = history.of(key).find(({ versionId }) => versionId === version);
  if (found === undefined)
    throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
  if (isMarker(found))
    throw new ServiceError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
    );
  return found;
}

/** The lab removes an object, never one version of it. */
export function refuseVersion(version: string | null, store: ObjectStore, bucket: string): void {
  if (version !== null && store.history(bucket) !== undefined)
    throw new ServiceError('NotImplemented', 'The lab removes no single versions', 501);
  checkVersion(version);
}

/** Without versions there is one, `null`. */
export function checkVersion(version: string | null): void {
  if (version !== null && version !== 'null')
    throw invalidArgument('Invalid version id specified', 'versionId', version);
}

// A path as an object's key. Paths are bytes, keys are UTF-8.
import { isUtf8 } from 'node:buffer';
import { CutoverError } from '../../core/errors.ts';
import { visiblePath } from './visible-path.ts';

/** The key of `path` (relative to the source mount) in the bucket; `prefix` is '' or ends with a slash. */
export function keyOf(prefix: string, path: string): string {
  return `${prefix}${path}`;
}

/** The longest key of S3, and the longest path of a File Gateway. */
export const LONGEST_KEY = 1024;

export const NOT_UTF8 = 'its name is not UTF-8';
export const tooLong = (bytes: number): string =>
  `its key has ${bytes} bytes, more than ${LONGEST_KEY}`;

/** A key as the text that S3's interface takes. Throws `unproven` where no key can have these bytes. */
export function keyText(key: Uint8Array): string {
  if (isUtf8(key)) return Buffer.from(key).toString('utf8');
  throw new CutoverError('unproven', {
    what: `the path ${visiblePath(key)}`,
    expected: 'a name that S3 can hold',
    got: NOT_UTF8,
    cure: 'rename it at the source',
  });
}

// A path as an object's key. Paths are bytes, keys are UTF-8.
import { isUtf8 } from 'node:buffer';
import { CutoverError } from '../../core/errors.ts';
import { pathOfVisible, visiblePath } from './visible-path.ts';

/** The key of `path` (relative to the source mount) in the bucket; `prefix` is '' or ends with a slash. */
export function keyOf(prefix: string, path: string): string {
  return `${prefix}${path}`;
}

/** The longest key of S3, and the longest path of a File Gateway. */
export const LONGEST_KEY = 1024;

const NOT_UTF8 = 'its name is not UTF-8';
const tooLong = (bytes: number): string => `its key has ${bytes} bytes, more than ${LONGEST_KEY}`;

/** Where a path lies, such as in a row. */
interface PathBytes {
  readonly bytes: Uint8Array;
  readonly pathStart: number;
  readonly pathEnd: number;
}

/**
 * Why no object can stand for a path, or undefined. Keys are UTF-8 of at most 1,024 bytes (S3 user guide, "Naming Amazon
 * S3 objects"); `prefixBytes` come before the path. `ascii`: the path is known to be.
 */
export function whyNoKey(
  { bytes, pathStart, pathEnd }: PathBytes,
  prefixBytes: number,
  ascii = false,
): string | undefined {
  const length = pathEnd - pathStart + prefixBytes;
  if (length > LONGEST_KEY) return tooLong(length);
  if (!ascii && !isUtf8(bytes.subarray(pathStart, pathEnd))) return NOT_UTF8;
  return undefined;
}

/** Paths without a key that may stay behind; a folder stands for all below it. */
export class StayBehind {
  readonly #names: ReadonlySet<string>;

  /** The names are as `visiblePath` writes them. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => pathOfVisible(name).toString('latin1')));
  }

  /** Whether a path or a folder above it is named. */
  has({ bytes, pathStart, pathEnd }: PathBytes): boolean {
    if (this.#names.size === 0) return false;
    const path = Buffer.from(bytes.subarray(pathStart, pathEnd)).toString('latin1');
    if (this.#names.has(path)) return true;
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      if (this.#names.has(path.slice(0, at + 1))) return true;
    return false;
  }
}

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

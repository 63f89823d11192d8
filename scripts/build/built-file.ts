// A file of actions/dist before it is written.
import { posix, sep } from 'node:path';

/** A built file, by its path below actions/dist. */
export interface BuiltFile {
  readonly path: string;
  readonly contents: string;
}

/** How the built file `from` imports the built file `to`. */
export function between(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** A path with slashes, as esbuild and imports write it. */
export const slashes = (path: string): string => path.split(sep).join('/');

// A reviewed list of paths that may be extra: one per line, as the list of differences shows them.
import { Readable } from 'node:stream';
import { pathOfVisible } from './visible-path.ts';

const NUL = Buffer.from([0]);
const SLASH = Buffer.from('/');

/** The list as sorted rows with empty meta data. Empty lines and lines that begin with `#` say nothing. */
export function acceptedRows(text: string): { rows: AsyncIterable<Uint8Array>; count: number } {
  const paths = text
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(pathOfVisible)
    .sort((a, b) => Buffer.compare(a, b))
    .filter((path, i, all) => all[i - 1]?.equals(path) !== true);
  const records = paths.flatMap((path) => [SLASH, path, NUL]);
  return { rows: Readable.from([Buffer.concat(records)]), count: paths.length };
}

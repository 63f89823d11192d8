// Where to cut the key space: a sorted manifest tells it, of a flat folder as well as of a deep tree.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CutoverError } from '../../../core/errors.ts';

export interface SplitOptions {
  /** What comes before the paths in the keys. */
  readonly prefix: string;
  /** Rows from one split point to the next; without it as many as a page has keys. */
  readonly every?: number;
}

/** Keys in a page: a range that is in the bucket as it is in the manifest then costs one request. */
const PAGE_KEYS = 1000;
const SLASH = 47;
/** With zlib's own 16 KiB a listing spends a quarter of its time between chunks (measured with one million rows). */
const CHUNK_BYTES = 256 * 1024;

/** The keys of every N-th row of a gzip'd file of rows, `meta/path\0` sorted by path. */
export async function* splitsOfFile(
  file: string,
  options: SplitOptions,
): AsyncGenerator<Buffer, undefined> {
  const rows = pipeline(createReadStream(file), createGunzip({ chunkSize: CHUNK_BYTES }), () => {
    // What fails is thrown to the reader of the rows.
  });
  try {
    yield* splitsOfRows(rows, options);
  } catch (thrown) {
    if (thrown instanceof CutoverError) throw thrown;
    throw new CutoverError('unproven', {
      what: `the manifest ${file}`,
      expected: 'a whole gzip file',
      got: thrown instanceof Error ? thrown.message : String(thrown),
      cure: 'fetch the manifest again: re-run this job',
      cause: thrown,
    });
  }
  return undefined;
}

/** The keys of every N-th of `rows`, which come in chunks of any size. */
export async function* splitsOfRows(
  rows: AsyncIterable<Uint8Array>,
  { prefix, every = PAGE_KEYS }: SplitOptions,
): AsyncGenerator<Buffer, undefined> {
  const before = Buffer.from(prefix);
  let left = every;
  /** The begin of a row whose end is in a later chunk. */
  let open = Buffer.alloc(0);
  for await (const { buffer, byteOffset, length } of rows) {
    const chunk = Buffer.from(buffer, byteOffset, length);
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, end + 1)) {
      left -= 1;
      if (left > 0) continue;
      left = every;
      const start = lastEnd(chunk, end);
      const row = chunk.subarray(start, end);
      yield Buffer.concat([before, pathOf(start === 0 ? Buffer.concat([open, row]) : row)]);
    }
    const rest = lastEnd(chunk, length);
    open = Buffer.concat(rest === 0 ? [open, chunk] : [chunk.subarray(rest)]);
  }
  return undefined;
}

/** Where the last row that ends before `at` ends, its NUL included; 0 where none does. */
const lastEnd = (chunk: Buffer, at: number): number =>
  at === 0 ? 0 : chunk.lastIndexOf(0, at - 1) + 1;

const pathOf = (row: Buffer): Buffer => row.subarray(row.indexOf(SLASH) + 1);

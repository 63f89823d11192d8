// The ranges of keys that are listed side by side, and where they are split.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isUtf8 } from 'node:buffer';
import { CutoverError } from '../../../core/errors.ts';

// A part of the key space, and how it is called in a message.

/** The keys after `after`, up to and with `until`; both are paths below the listing's prefix, in bytes. */
export interface KeyRange {
  readonly after?: Buffer | undefined;
  readonly until?: Buffer | undefined;
}

/** Everything that a terminal or a browser would act on, or not show at all. */
const INVISIBLE =
  /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The bytes of a key as one word on one line. */
export function shownKey(key: Uint8Array): string {
  return JSON.stringify(Buffer.from(key).toString('utf8')).replace(
    INVISIBLE,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `keys after "a" up to "b"`. */
export function shownRange({ after, until }: KeyRange): string {
  if (after === undefined && until === undefined) return 'all keys';
  const from = after === undefined ? 'from the first' : `after ${shownKey(after)}`;
  return `keys ${from} ${until === undefined ? 'to the last' : `up to ${shownKey(until)}`}`;
}

/** What is wrong with a key that was read without fault; asking again would not help. */
export interface KeyProblem {
  readonly kind: 'order' | 'prefix' | 'zero byte';
  readonly key: Buffer;
}

/** A listing, `what` in words, that `got` keeps from being a whole one. */
export const notWhole = (what: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    what,
    expected: 'all keys once, in the order of their bytes, page after page to the end',
    got,
    cure: 'check what answers at the endpoint of S3; nothing was assumed to have passed',
  });

/** The problem as an error of the listing `what`. */
export function wrongKey(what: string, { kind, key }: KeyProblem): CutoverError {
  const shown = shownKey(key);
  switch (kind) {
    case 'order':
      return notWhole(what, `${shown}, which is not after the key before it`);
    case 'prefix':
      return notWhole(what, `${shown}, which does not begin with the prefix`);
    case 'zero byte':
      return new CutoverError('differs', {
        what,
        expected: 'keys that a file can have',
        got: `${shown}, with a zero byte`,
        cure: 'remove this object, or move it out of the prefix: no file has such a name',
      });
  }
}

/** Where to cut the key space: a sorted manifest shows it, for a flat folder and for a deep tree. */
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

/** Cuts the key space into ranges that are read side by side, at split points that come as a stream. */
export interface PlannedRange extends KeyRange {
  /** Its place in the order, from 0. */
  readonly index: number;
}

/** Pages of rows that may wait for their turn if every reader runs through its range alone. */
const WAITING_PAGES = 256;
/** The longest key that S3 takes. */
const MAX_KEY_BYTES = 1024;

export interface Planning {
  readonly prefix: string;
  readonly concurrency: number;
}

/**
 * The ranges between `splits` (whole keys, ascending, no need to exist), in order. Each reader's first range goes up to
 * the next split, so that all begin at once. Then a range spans several splits, because a page may be read half in vain
 * at the end of each range. Towards the end it spans fewer, so that all readers end at about the same time.
 */
export async function* planRanges(
  splits: AsyncIterable<Buffer> | Iterable<Buffer>,
  { prefix, concurrency }: Planning,
): AsyncGenerator<PlannedRange, undefined> {
  const longest = Math.min(4, Math.max(1, Math.floor(WAITING_PAGES / concurrency)));
  const paths = usablePaths(splits, Buffer.from(prefix));
  const ahead: Buffer[] = [];
  const splitsFor = (index: number): number => (index < concurrency ? 1 : concurrency * longest);
  let after: Buffer | undefined;
  let index = 0;
  let filling = fill(ahead, paths, splitsFor(0));
  try {
    for (; ; index += 1) {
      await filling;
      if (ahead.length === 0) break;
      const until = ahead.splice(0, Math.ceil(ahead.length / concurrency)).at(-1);
      // Goes on while this range is read: else all readers wait for splits when their first answers are here.
      filling = fill(ahead, paths, splitsFor(index + 1));
      filling.catch(() => undefined);
      yield { index, after, until };
      after = until;
    }
    yield { index, after };
  } finally {
    await paths.return(undefined);
  }
  return undefined;
}

async function fill(
  ahead: Buffer[],
  paths: AsyncGenerator<Buffer, undefined>,
  wanted: number,
): Promise<void> {
  while (ahead.length < wanted) {
    const { value } = await paths.next();
    if (value === undefined) return;
    ahead.push(value);
  }
}

/** The splits as paths below the prefix; those that S3 could not take are left out, which makes a range longer. */
async function* usablePaths(
  splits: AsyncIterable<Buffer> | Iterable<Buffer>,
  prefix: Buffer,
): AsyncGenerator<Buffer, undefined> {
  let last: Buffer | undefined;
  for await (const key of splits) {
    if (last !== undefined && Buffer.compare(key, last) <= 0)
      throw badSplit(key, `a key after ${shownKey(last)}`);
    last = key;
    if (!key.subarray(0, prefix.length).equals(prefix))
      throw badSplit(key, `a key that begins with ${shownKey(prefix)}`);
    const usable = key.length <= MAX_KEY_BYTES && key.length > prefix.length && isUtf8(key);
    if (usable && !key.includes(0)) yield key.subarray(prefix.length);
  }
  return undefined;
}

const badSplit = (key: Buffer, expected: string): CutoverError =>
  new CutoverError('internal', {
    what: 'the split points of a listing',
    expected,
    got: shownKey(key),
    cure: 'report it with the log of this step; nothing was listed',
  });

// Cuts the key space into ranges that are read side by side, at split points that come as a stream.
import { isUtf8 } from 'node:buffer';
import { CutoverError } from '../../../core/errors.ts';
import { shownKey } from './key-range.ts';
import type { KeyRange } from './key-range.ts';

export interface PlannedRange extends KeyRange {
  /** Its place in the order, from 0. */
  readonly index: number;
}

/** Pages of rows that may wait for their turn if every reader runs through its range alone. */
const WAITING_PAGES = 128;
/** The longest key that S3 takes. */
const MAX_KEY_BYTES = 1024;

export interface Planning {
  readonly prefix: string;
  readonly concurrency: number;
}

/**
 * The ranges between `splits` (whole keys, ascending, no need to exist), in order. Each reader's first range goes up
 * to the next split, so that all begin at once. Then a range spans several, because at the end of each range a page
 * may be read half in vain; fewer towards the end, so that all readers end at about the same time.
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

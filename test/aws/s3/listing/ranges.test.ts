// The key space cut into ranges, and who may send the next request.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  planRanges,
  shownKey,
  shownRange,
  splitsOfFile,
  splitsOfRows,
} from '../../../../src/aws/s3/listing/ranges.ts';
import { BufferPool } from '../../../../src/aws/s3/listing/buffer-pool.ts';
import { ConcurrencyLimit } from '../../../../src/aws/s3/concurrency-limit.ts';
import { RequestQueue } from '../../../../src/aws/s3/listing/request-queue.ts';
import type { PlannedRange } from '../../../../src/aws/s3/listing/ranges.ts';

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const plan = (keys: readonly string[], concurrency: number, prefix = ''): Promise<PlannedRange[]> =>
  gather(
    planRanges(
      keys.map((key) => Buffer.from(key)),
      { prefix, concurrency },
    ),
  );

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `k${String(i).padStart(5, '0')}`);

describe('ranges', () => {
  test('follow each other without a gap, from the first key to the last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(300),
        fc.integer({ min: 1, max: 300 }),
        async (count, concurrency) => {
          const ranges = await plan(numbered(count), concurrency);
          let after: Buffer | undefined;
          for (const [index, range] of ranges.entries()) {
            expect(range).toMatchObject({ index, after });
            after = range.until;
            expect(range.until === undefined).toBe(index === ranges.length - 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('begin with one split each, then span several, and end with few', async () => {
    const ranges = await plan(numbered(1000), 16);
    const spans = ranges.map(({ after, until }) => number(until) - number(after));
    expect(spans.slice(0, 16)).toEqual(Array(16).fill(1));
    expect(Math.max(...spans.slice(0, -1))).toBe(4);
    expect(spans.slice(-17, -1).every((span) => span === 1)).toBe(true);
    expect(await plan(numbered(1000), 256)).toHaveLength(1001);
  });

  test('are planned on while the last of the first ones is read', async () => {
    let taken = 0;
    async function* splits(): AsyncGenerator<Buffer, undefined> {
      for (const key of numbered(1000)) {
        taken += 1;
        await new Promise(setImmediate);
        yield Buffer.from(key);
      }
      return undefined;
    }
    const ranges = planRanges(splits(), { prefix: '', concurrency: 4 });
    for (let i = 0; i < 4; i += 1) await ranges.next();
    const asked = taken;
    while (taken < 4 + 4 * 4) await new Promise(setImmediate);
    expect(asked).toBeLessThan(4 + 4 * 4);
    await ranges.return(undefined);
  });

  test('end with the error of the splits, also where it came while a range was read', async () => {
    async function* splits(): AsyncGenerator<Buffer, undefined> {
      yield Buffer.from('a');
      await new Promise(setImmediate);
      throw new Error('cut short');
    }
    const ranges = planRanges(splits(), { prefix: '', concurrency: 1 });
    expect(await ranges.next()).toMatchObject({ value: { index: 0 } });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(ranges.next()).rejects.toThrow('cut short');
  });

  test('leave out what S3 cannot take as a split', async () => {
    const splits = ['a', 'b\0', 'c', 'd'.repeat(1025)].map((key) => Buffer.from(key));
    const bad = Buffer.from([0x63, 0xff]);
    const keys = [...splits.slice(0, 3), bad, ...splits.slice(3)];
    const ranges = await gather(planRanges(keys, { prefix: '', concurrency: 1 }));
    expect(ranges.map(({ until }) => until?.toString())).toEqual(['a', 'c', undefined]);
  });

  test('are paths below the prefix', async () => {
    const ranges = await plan(['p/', 'p/b', 'p/c'], 2, 'p/');
    expect(ranges.map(({ until }) => until?.toString())).toEqual(['b', 'c', undefined]);
  });

  test('are named in one line, whatever their keys hold', () => {
    expect(shownRange({})).toBe('all keys');
    expect(shownRange({ until: Buffer.from('b"\n') })).toBe('keys from the first up to "b\\"\\n"');
    expect(shownRange({ after: Buffer.from('\u202ea') })).toBe('keys after "\\u202ea" to the last');
    expect(shownKey(Buffer.from([0x61, 0xff, 0x7f]))).toBe('"a\ufffd\\u007f"');
  });
});

const number = (key: Buffer | undefined): number =>
  key === undefined ? -1 : Number(key.toString().slice(1));

describe('splits', () => {
  const rows = (count: number): Buffer =>
    Buffer.from(
      numbered(count)
        .map((key) => `f 1 2 3 644 0 0 1/a/${key}\0`)
        .join(''),
    );

  test('are every N-th path of the rows, in chunks of any size', async () => {
    const all = rows(50);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 200 }),
        async (every, size) => {
          const found = await gather(splitsOfRows(chunked(all, size), { prefix: 'p/', every }));
          const expected = numbered(50).filter((_, i) => i % every === every - 1);
          expect(found.map(String)).toEqual(expected.map((key) => `p/a/${key}`));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('come from a file of one gzip member or of several; a cut one is an error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'splits-'));
    const file = join(folder, 'rows.gz');
    try {
      const members = [rows(10), rows(10)].map((part) => gzipSync(part));
      await writeFile(file, Buffer.concat(members));
      const found = await gather(splitsOfFile(file, { prefix: '', every: 5 }));
      expect(found.map(String)).toEqual(
        ['k00004', 'k00009', 'k00004', 'k00009'].map((key) => `a/${key}`),
      );
      await writeFile(file, gzipSync(rows(1000)).subarray(0, 500));
      await expect(gather(splitsOfFile(file, { prefix: '', every: 5 }))).rejects.toMatchObject({
        code: 'unproven',
      });
      await expect(gather(splitsOfFile(join(folder, 'none'), { prefix: '' }))).rejects.toThrow(
        'ENOENT',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('the request queue', () => {
  const order: number[] = [];
  const enter = (requestQueue: RequestQueue, index: number): Promise<unknown> =>
    requestQueue.enter(index).then(() => order.push(index));
  const oneAtOnce = (): ConcurrencyLimit =>
    new ConcurrencyLimit({ first: 1, most: 1, now: () => 0 });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

  test('lets the earliest range in first, and only while there is room', async () => {
    const requestQueue = new RequestQueue(oneAtOnce(), 100);
    const all = [enter(requestQueue, 0), enter(requestQueue, 3), enter(requestQueue, 1)];
    await settle();
    expect(order).toEqual([0]);
    requestQueue.hold(100);
    requestQueue.leave();
    await settle();
    expect(order).toEqual([0]);
    requestQueue.turn(1);
    await settle();
    expect(order).toEqual([0, 1]);
    requestQueue.hold(-1);
    requestQueue.leave();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 3]);
  });

  test('turns everybody away once it is closed', async () => {
    const requestQueue = new RequestQueue(oneAtOnce(), 100);
    await requestQueue.enter(0);
    const waiting = requestQueue.enter(1);
    requestQueue.close(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    await expect(requestQueue.enter(2)).rejects.toThrow('over');
  });
});

test('memory given back is used again', () => {
  const pool = new BufferPool();
  const piece = pool.take(5000);
  expect(piece.length).toBe(8192);
  pool.give(piece);
  expect(pool.take(8192)).toBe(piece);
  expect(pool.take(8193).length).toBe(16384);
  expect(pool.take(0).length).toBe(1024);
});

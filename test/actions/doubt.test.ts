// Files that changed after their objects were written: read whole as far as the runbook says, unproven beyond.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
const FROZEN = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };
const REWRITTEN = 'images/00003.jpg';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ runbook: changed('sample: 300', 'sample: 3') });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const verify = () => bench.run({ action: 'verify-s3', inputs: FROZEN });
const readOf = (record: Awaited<ReturnType<typeof verify>>['record']): string =>
  (record?.facts ?? [])
    .filter(({ name }) => name === 'Read')
    .map(({ value }) => value)
    .join('\n');

/** Makes an object older than its file, as it is after a change of the file that no transfer has seen. */
function age(key: string): void {
  const object = bench.lab.store.get(BUCKET, key);
  if (object === undefined) throw new Error(`no object ${key}`);
  Object.assign(object, { lastModified: 1_000_000_000_000 });
}

test('a file of the same size and mtime with other bytes is found, though the sample is small', async () => {
  const file = join(bench.lab.context.world.source, REWRITTEN);
  const before = { bytes: readFileSync(file), stats: statSync(file) };
  writeFileSync(file, Buffer.from(before.bytes).fill(7, 10, 11));
  utimesSync(file, before.stats.atimeMs / 1000, before.stats.mtimeMs / 1000);
  const { metadata } = bench.lab.store.get(BUCKET, REWRITTEN) ?? { metadata: {} };
  const { mtimeNs } = statSync(file, { bigint: true });
  bench.lab.store.put(BUCKET, REWRITTEN, before.bytes, {
    ...metadata,
    'file-mtime': `${mtimeNs}ns`,
  });
  for (const key of [REWRITTEN, 'images/00004.jpg']) age(key);
  const { code, record } = await verify();
  expect([code, record?.data.first]).toEqual([
    62,
    [expect.objectContaining({ verdict: 'differs', path: REWRITTEN })],
  ]);
  expect(readOf(record)).toContain(
    '2 objects whole, because size and time left them in doubt: 1 not the same',
  );
  // As it was.
  bench.lab.store.put(BUCKET, REWRITTEN, readFileSync(file), {
    ...metadata,
    'file-mtime': `${mtimeNs}ns`,
  });
});

test('of more than the sample the rest is unproven, with number and bytes', async () => {
  const { store } = bench.lab;
  const keys = [...store.keys(BUCKET, 'images/')];
  for (const key of keys) age(key);
  const files = keys.filter((key) => !key.endsWith('/'));
  const { code, record } = await verify();
  expect([code, record?.verdict]).toEqual([63, 'unproven']);
  const { tally } = record?.data as { tally: { paths: Record<string, number> } };
  expect(tally.paths).toMatchObject({ unproven: files.length - 3, differs: 0 });
  const words = new RegExp(`${files.length - 3} files with [0-9.]+ [KM]iB in doubt not read whole`);
  expect(record?.says).toMatch(words);
  expect(readOf(record)).toMatch(
    /^3 objects whole and [0-9]+ objects by metadata, .* not the same$/m,
  );
  expect(readOf(record)).toMatch(/more than verify\.sample, 3\. Run the delta again, or raise/);
});

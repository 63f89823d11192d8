// The bench's data is the same everywhere, and its server pages it as S3 does.
import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isFolder, keySpace } from '../../scripts/bench/data/key-space.ts';
import { listPage } from '../../scripts/bench/serving/list-page.ts';
import { writeManifest } from '../../scripts/bench/data/manifest-file.ts';

const UNHARMED = { missing: new Set<number>(), resized: new Set<number>() };

describe('the data', () => {
  test.each(['deep', 'flat'] as const)('%s keys are in order, and found again', (layout) => {
    const space = keySpace(103_000, layout);
    let last = '';
    for (let index = 0; index < space.count; index += 1) {
      const path = space.path(index);
      if (path <= last) throw new Error(`${path} after ${last}`);
      last = path;
    }
    for (const index of [0, 1, 2, 1001, 100_000, 100_001, 100_002, 102_999]) {
      expect(space.after(space.path(index))).toBe(index + 1);
      expect(space.path(index)).toBe(keySpace(103_000, layout).path(index));
    }
    expect(space.after('')).toBe(0);
  });

  test('a manifest has the rows of the tree, and lacks what it is to lack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-bench-test-'));
    try {
      const file = join(folder, 'm.gz');
      const space = keySpace(3000, 'deep');
      await writeManifest(file, space, { form: 'rows', missing: new Set([7]) });
      const rows = gunzipSync(readFileSync(file)).toString('latin1').split('\0').slice(0, -1);
      expect(rows).toHaveLength(2999);
      expect(rows[0]).toMatch(
        /^d 4096 \d{10}\.\d{10} \d{10}\.\d{10} 755 1000 1000 2\/volume-0000\/$/,
      );
      expect(rows.some((row) => row.endsWith(`/${space.path(7)}`))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the server', () => {
  const ask = (query: string, damage = UNHARMED): string =>
    listPage(keySpace(2500, 'deep'), damage, new URLSearchParams(query)).toString();
  const keys = (body: string): string[] =>
    [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);

  test('pages of 1,000, tokens and start-after come to all keys in order', () => {
    const found: string[] = [];
    let query = 'list-type=2';
    for (;;) {
      const body = ask(query);
      found.push(...keys(body));
      const [, token] = /<NextContinuationToken>(.*?)</.exec(body) ?? [];
      if (token === undefined) break;
      query = `continuation-token=${token}`;
    }
    const space = keySpace(2500, 'deep');
    expect(found).toEqual(Array.from({ length: 2500 }, (_, index) => space.path(index)));
    expect(keys(ask(`start-after=${space.path(9)}`))[0]).toBe(space.path(10));
  });

  test('a delimiter folds folders, a prefix includes its own folder object', () => {
    expect(ask('delimiter=/')).toContain('<CommonPrefixes><Prefix>volume-0000/</Prefix>');
    const below = ask('prefix=volume-0000/&delimiter=/');
    expect(keys(below)).toEqual(['volume-0000/']);
    expect(below.match(/<CommonPrefixes>/g)).toHaveLength(3);
    const leaf = keys(ask('prefix=volume-0000/batch-002/&delimiter=/'));
    expect(leaf.filter(isFolder)).toEqual(['volume-0000/batch-002/']);
  });

  test('what it is to lack is not listed, and one entry is longer', () => {
    const damage = { missing: new Set([5]), resized: new Set([6]) };
    const space = keySpace(2500, 'deep');
    expect(keys(ask('', damage))).not.toContain(space.path(5));
    const [whole, longer] = [UNHARMED, damage].map((one) =>
      Number(new RegExp(`${space.path(6)}</Key>.*?<Size>(\\d+)`).exec(ask('', one))?.[1]),
    );
    expect(longer).toBe((whole ?? NaN) + 1);
  });

  test('an entry has all that S3 writes', () => {
    expect(ask('max-keys=2')).toMatch(
      /<Contents><Key>volume-0000\/batch-000\/<\/Key><LastModified>2026-01-01T[0-2]\d:[0-5]\d:[0-5]\d\.000Z<\/LastModified><ETag>&quot;[0-9a-f]{32}&quot;<\/ETag><ChecksumAlgorithm>CRC64NVME<\/ChecksumAlgorithm><ChecksumType>FULL_OBJECT<\/ChecksumType><Size>0<\/Size><StorageClass>STANDARD<\/StorageClass><\/Contents>/,
    );
  });
});

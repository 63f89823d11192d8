import { expect, test } from '@jest/globals';
import { compareUnchanged } from '../../src/reconcile/unchanged.ts';
import { keeping, sourceRecord, stream } from './rows.ts';
import type { SourceEntry } from './rows.ts';

const tree: SourceEntry[] = [
  { path: 'a/' },
  { path: 'a/1' },
  { path: 'a/s', type: 's' },
  { path: Buffer.from([0xff]) },
];
const layer = (entries: readonly SourceEntry[]) => ({ rows: stream(entries.map(sourceRecord)) });

test('a frozen tree is unchanged, with all that no bucket could hold', async () => {
  expect(await compareUnchanged({ before: layer(tree), after: layer(tree) })).toEqual({
    verdict: 'pass',
    same: 4,
    differences: 0,
    kept: [],
  });
});

test('everything that came, went or changed is named', async () => {
  const differences = keeping();
  const after = [
    { path: 'a/', ctime: '5.0000000000' },
    { path: 'a/1', links: 2, size: 3 },
    { path: 'n\n' },
    { path: Buffer.from([0xff]) },
  ];
  const result = await compareUnchanged(
    { before: layer(tree), after: layer(after) },
    { differences },
  );
  expect(result).toMatchObject({ verdict: 'fail', same: 1, differences: 4 });
  expect(differences.bytes().toString().split('\n')).toEqual([
    '=*. differs\ta/\tctime 5.0000000000, was 1700000000.2234567890',
    '=*. differs\ta/1\tsize 3, was 10; links 2, was 1',
    '=-. missing\ta/s',
    '-+. extra\tn\\n',
    '',
  ]);
});

test('two empty lists prove nothing', async () => {
  expect((await compareUnchanged({ before: layer([]), after: layer([]) })).verdict).toBe(
    'unproven',
  );
});

test('a list that is cut short is refused', async () => {
  const cut = { rows: stream([sourceRecord({ path: 'a' }), Buffer.from('f 1')]) };
  await expect(compareUnchanged({ before: layer(tree), after: cut })).rejects.toMatchObject({
    code: 'unproven',
  });
});

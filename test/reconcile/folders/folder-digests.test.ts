import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { comparedFolders } from '../../../src/reconcile/folders/changed-folders.ts';
import { writeFolderDigests } from '../../../src/reconcile/folders/folder-digests.ts';
import { keeping, pieces, sourceRow, stream } from '../rows/rows.ts';
import type { SourceRowFields } from '../rows/rows.ts';

async function digests(
  entries: readonly SourceRowFields[],
  depth?: number,
  chunk = 40,
): Promise<Buffer> {
  const sink = keeping();
  await writeFolderDigests(
    stream(entries.map(sourceRow), chunk),
    sink,
    depth === undefined ? {} : { depth },
  );
  return sink.bytes();
}

async function changes(before: Buffer, after: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { path, change } of comparedFolders(pieces(before, 30), pieces(after, 50)))
    if (change !== 'same') found[path.toString()] = change;
  return found;
}

const tree: SourceRowFields[] = [
  'a',
  'b/',
  'b/1',
  'b/c/',
  'b/c/1',
  'b/c/2',
  'b-',
  'b-x/',
  'b/d',
  'e/f/g',
].map((path) => ({ path }));
const but = (path: string, change: Partial<SourceRowFields>): SourceRowFields[] =>
  tree.map((entry) => (entry.path === path ? { ...entry, ...change } : entry));

describe('folder digests', () => {
  test('one per folder with rows, those below it first', async () => {
    const rows = (await digests(tree)).toString().split('\0').slice(0, -1);
    expect(rows.map((row) => row.replace(/ [0-9a-f]{32} [-0-9:]+\//, ' '))).toEqual([
      '1 b-x/',
      '3 b/c/',
      '3 b/',
      '1 e/f/',
      '2 ',
    ]);
  });

  test('do not depend on how the bytes came', async () => {
    expect(await digests(tree, undefined, 1)).toEqual(await digests(tree, undefined, 10_000));
  });

  test('show what has changed, and where', async () => {
    const before = await digests(tree);
    expect(await changes(before, before)).toEqual({});
    expect(await changes(before, await digests(but('b/c/2', { size: 11 })))).toEqual({
      'b/c/': 'changed',
    });
    expect(await changes(before, await digests(but('b/c/', { mode: '700' })))).toEqual({
      'b/c/': 'changed',
    });
    expect(await changes(before, await digests(but('b/d', { ctime: '1.0000000000' })))).toEqual({
      'b/': 'changed',
    });
    expect(
      await changes(before, await digests(tree.filter(({ path }) => path !== 'e/f/g'))),
    ).toEqual({ 'e/f/': 'removed' });
    expect(await changes(before, await digests([...tree, { path: 'b/a/n' }]))).toEqual({
      'b/a/': 'added',
    });
    expect(await changes(Buffer.alloc(0), before)).toEqual({
      'b-x/': 'added',
      'b/c/': 'added',
      'b/': 'added',
      'e/f/': 'added',
      '': 'added',
    });
  });

  test('of a limited depth count to the folder above', async () => {
    const before = await digests(tree, 1);
    const rows = before.toString().split('\0').slice(0, -1);
    expect(rows.map((row) => row.replace(/ [0-9a-f]{32} [-0-9:]+\//, ' '))).toEqual([
      '1 b-x/',
      '6 b/',
      '1 e/',
      '2 ',
    ]);
    expect(await changes(before, await digests(but('b/c/2', { size: 11 }), 1))).toEqual({
      'b/': 'changed',
    });
    expect(await changes(before, await digests(but('e/f/g', { size: 11 }), 1))).toEqual({
      'e/': 'changed',
    });
    expect((await digests(tree, 0)).toString()).toMatch(/^10 [0-9a-f]{32} -\/\0$/);
  });

  test('refuse files that are not in their order', async () => {
    const before = (await digests(tree)).toString().split('\0').slice(0, -1);
    const swapped = Buffer.from(`${before.toReversed().join('\0')}\0`);
    await expect(changes(swapped, swapped)).rejects.toMatchObject({ code: 'unproven' });
  });

  test('find exactly the folders of random changes', async () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'a-', 'c'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    const entry = fc.record({ path, size: fc.constantFrom(1, 2, 0) });
    const list = fc.uniqueArray(entry, { selector: ({ path: p }) => p, maxLength: 15 });
    const folderOf = (p: string): string => p.slice(0, p.lastIndexOf('/') + 1);
    const grouped = (entries: { path: string; size: number }[]): Map<string, string> =>
      new Map(
        Object.entries(Object.groupBy(entries, ({ path: p }) => folderOf(p))).map(
          ([folder, some = []]) => [
            folder,
            some
              .map(({ path: p, size }) => `${p}=${size}`)
              .sort()
              .join(),
          ],
        ),
      );
    await fc.assert(
      fc.asyncProperty(list, list, async (one, other) => {
        const [before, after] = [grouped(one), grouped(other)];
        const expected: Record<string, string> = {};
        for (const folder of new Set([...before.keys(), ...after.keys()]))
          if (!before.has(folder)) expected[folder] = 'added';
          else if (!after.has(folder)) expected[folder] = 'removed';
          else if (before.get(folder) !== after.get(folder)) expected[folder] = 'changed';
        expect(await changes(await digests(one), await digests(other))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

// Parts of lists: the rows of some folders, questions to a list, several lists as one.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFolderDigests } from '../../../src/reconcile/folders/folder-digests.ts';
import { FolderRows, FolderSet } from '../../../src/reconcile/folders/folder-rows.ts';
import {
  SortedPathLookup,
  mergeRowFiles,
  readRowsFile,
} from '../../../src/reconcile/rows/rows-file.ts';
import { foldersToCheck } from '../../../src/reconcile/folders/changed-folders.ts';
import { bytesOf, CHANGED, collect, keeping, pieces, sourceRow, stream } from '../rows/rows.ts';
import type { SourceRowFields } from '../rows/rows.ts';

const tree: SourceRowFields[] = [
  'a/',
  'a/1',
  'a/b/',
  'a/b/1',
  'a/z',
  'a-',
  'e/',
  'e/f/',
  'e/f/g',
].map((path) => ({ path }));
const rows = (entries: readonly SourceRowFields[], chunk = 50) =>
  stream(entries.map(sourceRow), chunk);
const pathsIn = (bytes: Buffer): string[] =>
  bytes
    .toString()
    .split('\0')
    .slice(0, -1)
    .map((row) => row.slice(row.indexOf('/') + 1));

describe('the rows of some folders', () => {
  test.each([1, 50, 10_000])('in pieces of %i bytes', async (chunk) => {
    const set = new FolderSet(['', 'a/', 'e/f/'].map(bytesOf));
    const own = new FolderRows(rows(tree, chunk), set, { name: 'rows', expected: tree.length });
    expect(pathsIn(await collect(own))).toEqual(['a-', 'a/', 'a/1', 'a/z', 'e/f/', 'e/f/g']);
    expect([own.taken, own.all]).toEqual([6, tree.length]);
  });

  test('of none are none, and a manifest that is cut short is reported all the same', async () => {
    const none = new FolderRows(rows(tree), new FolderSet([]), { name: 'rows', expected: 10 });
    await expect(collect(none)).rejects.toMatchObject({ code: 'unproven' });
  });
});

test('a list answers what it has, asked in its order', async () => {
  await using known = new SortedPathLookup(rows(tree, 7), 'rows');
  const answers: Record<string, boolean> = {};
  for (const path of ['a', 'a-', 'a/b/', 'a/b/0', 'e/f/g', 'zz'])
    answers[path] = await known.has(bytesOf(path));
  expect(answers).toEqual({
    ...{ a: false, 'a-': true, 'a/b/': true, 'a/b/0': false, 'e/f/g': true, zz: false },
  });
});

describe('several files of rows', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'merge-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([1, 2, 40])('%i become one, what two of them say is said once', async (count) => {
    const wanted = Array.from({ length: count * 3 }, (_, i) => `k${String(i).padStart(3, '0')}`);
    const files = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const own = wanted.filter((_path, at) => at % count === i || at === 0);
        const file = join(folder, `part-${i}`);
        writeFileSync(file, await collect(rows(own.map((path) => ({ path })))));
        return file;
      }),
    );
    const to = join(folder, 'all.gz');
    await mergeRowFiles(files, to);
    expect(pathsIn(await collect(readRowsFile(to)))).toEqual(wanted);
    expect(readdirSync(folder)).toEqual(['all.gz']);
  });
});

describe('what is to be looked at again', () => {
  const but = (path: string, change: Partial<SourceRowFields>): SourceRowFields[] =>
    tree.map((entry) => (entry.path === path ? { ...entry, ...change } : entry));
  const without = (path: string): SourceRowFields[] =>
    tree.filter((entry) => !String(entry.path).startsWith(path));

  async function toCheck(
    before: readonly SourceRowFields[],
    after: readonly SourceRowFields[],
    { limit = 10, newerThan = Infinity } = {},
  ) {
    const [old, now] = [keeping(), keeping()];
    await writeFolderDigests(rows(before), old, { newerThan });
    await writeFolderDigests(rows(after), now);
    const found = await foldersToCheck(pieces(old.bytes(), 30), pieces(now.bytes(), 40), limit);
    const folders = found.folders.map(
      ({ path, rows: count, added }) => `${path.toString()} ${count}${added ? ' added' : ''}`,
    );
    return { ...found, folders };
  }

  const CASES: readonly [string, readonly SourceRowFields[], readonly string[], number][] = [
    ['nothing', tree, [], 0],
    ['a file', but('a/z', { size: 3 }), ['a/ 3'], 1],
    ['a file at the top', but('a-', { size: 3 }), [' 1'], 1],
    ['the time of a folder', but('a/b/', { ctime: '5.0000000000' }), ['a/b/ 2'], 1],
    [
      'the mode of a folder, which shows above it',
      but('a/b/', { mode: '700' }),
      ['a/ 3', 'a/b/ 2'],
      1,
    ],
    ['a new folder, and the one above', [...tree, { path: 'n/' }], [' 1', 'n/ 1 added'], 1],
    ['a folder that is gone', without('a/b/'), ['a/ 3'], 1],
    ['two of them', without('e/'), [' 1'], 2],
    ['all that lies at the top', without('a-'), [' 0'], 1],
  ];
  test.each(CASES)('%s', async (_what, after, folders, changed) => {
    expect(await toCheck(tree, after)).toEqual({ folders, changed, tooMany: false });
  });

  test('a folder in which the proof found something newer than the transfer', async () => {
    const late = but('e/f/g', { ctime: `${CHANGED + 9}.0000000000` });
    const newerThan = (CHANGED + 8) * 1000;
    expect(await toCheck(late, late, { newerThan })).toMatchObject({ folders: ['e/f/ 2'] });
    expect(await toCheck(late, late)).toMatchObject({ folders: [] });
  });

  test('more than the limit are only counted', async () => {
    const after = tree.map((entry) => ({ ...entry, ctime: '5.0000000000' }));
    expect(await toCheck(tree, after, { limit: 4 })).toEqual({
      ...{ folders: [], changed: 5, tooMany: true },
    });
    expect((await toCheck(tree, after, { limit: 5 })).tooMany).toBe(false);
  });
});

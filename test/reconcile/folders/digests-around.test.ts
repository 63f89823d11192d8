// Folders around rows that the manifest does not have: they have no digest, so a re-check looks at them.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeFolderDigests } from '../../../src/reconcile/folders/folder-digests.ts';
import { foldersToCheck } from '../../../src/reconcile/folders/changed-folders.ts';
import { keeping, pieces, sourceRow, stream } from '../rows/rows.ts';

/** A tree as it is listed: every folder has a row of its own. */
const treeOf = (files: readonly string[]): string[] => {
  const folders = files.flatMap((file) =>
    [...file.matchAll(/\//g)].map(({ index }) => file.slice(0, index + 1)),
  );
  return [...new Set([...files, ...folders])];
};

const sorted = (paths: readonly string[]): string[] =>
  [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const rowsOf = (paths: readonly string[], chunk: number) =>
  stream(
    sorted(paths).map((path) => sourceRow({ path })),
    chunk,
  );

async function digests(tree: readonly string[], around?: readonly string[]): Promise<Buffer> {
  const sink = keeping();
  await writeFolderDigests(rowsOf(tree, 40), sink, {
    ...(around !== undefined && { around: rowsOf(around, 25) }),
  });
  return sink.bytes();
}

const rows = (bytes: Buffer): Map<string, string> =>
  new Map(
    bytes
      .toString()
      .split('\0')
      .slice(0, -1)
      .map((row) => [row.slice(row.indexOf('/') + 1), row.slice(0, row.indexOf('/'))]),
  );

const nearest = (folders: ReadonlySet<string>, path: string): string => {
  let folder = path.replace(/[^/]*\/?$/, '');
  while (folder !== '' && !folders.has(folder)) folder = folder.replace(/[^/]*\/$/, '');
  return folder;
};

const path = fc
  .array(fc.constantFrom('a', 'b', 'a-', 'c'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

test('the innermost folder that the source has, and no other, loses its digest', async () => {
  const files = fc.uniqueArray(path, { maxLength: 12 });
  const more = fc.uniqueArray(fc.tuple(path, fc.boolean()), { maxLength: 6, selector: ([p]) => p });
  await fc.assert(
    fc.asyncProperty(files, more, async (some, others) => {
      // As in an object store, one name may be a file here and a folder there.
      const tree = treeOf(some);
      const extras = others
        .map(([name, isFolder]) => (isFolder ? `${name}/` : name))
        .filter((name) => !tree.includes(name));
      const folders = new Set(tree.filter((name) => name.endsWith('/')));
      const unknown = new Set(extras.map((name) => nearest(folders, name)));
      const plain = rows(await digests(tree));
      const found = rows(await digests(tree, extras));
      for (const [folder, meta] of found)
        if (unknown.has(folder)) expect(meta).toMatch(/^\d+ - /);
        else expect(meta).toBe(plain.get(folder));
      expect([...found.keys()].sort()).toEqual([...new Set([...plain.keys(), ...unknown])].sort());
    }),
    { numRuns: 500 },
  );
});

test('a re-check looks at them, though nothing changes there; at the root too, where no file lies in it', async () => {
  const tree = ['a/', 'a/1', 'b/', 'b/c/', 'b/c/1'];
  const toCheck = async (around: readonly string[]): Promise<string[]> => {
    const [before, after] = [await digests(tree, around), await digests(tree)];
    const { folders } = await foldersToCheck(pieces(before, 30), pieces(after, 30), 10);
    return folders.map((folder) => folder.path.toString());
  };
  expect(await toCheck([])).toEqual([]);
  expect(await toCheck(['b/c/gone'])).toEqual(['b/c/']);
  expect(await toCheck(['b/gone/', 'b/gone/1'])).toEqual(['b/']);
  expect(await toCheck(['gone/x/1'])).toEqual(['']);
});

// Two listings of a bucket compared: what a rollback must name.
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { listingChanges } from '../../src/reconcile/listing-changes.ts';

type Row = readonly [path: string, etag: string, size?: number, lastModified?: number];

const rows = (all: readonly Row[]): AsyncIterable<Uint8Array> => {
  const sorted = all
    .map(([path, etag, size = 3, at = 1000]) => ({ path: Buffer.from(path), etag, size, at }))
    .sort((a, b) => Buffer.compare(a.path, b.path));
  const bytes = sorted.flatMap(({ path, etag, size, at }) => [
    Buffer.from(`${size} ${at} ${etag} STANDARD/`),
    path,
    Buffer.from([0]),
  ]);
  return Readable.from([Buffer.concat(bytes)]);
};

async function changes(before: readonly Row[] | undefined, after: readonly Row[]) {
  const found = await listingChanges({
    before: before && rows(before),
    after: rows(after),
    since: 5000,
    own: ['canary.jpg', 'confirmation.jpg'],
  });
  return found.map(({ kind, path, from }) =>
    from === undefined
      ? `${kind} ${path.toString()}`
      : `${kind} ${from.toString()} ${path.toString()}`,
  );
}

test('written, rewritten and deleted are named in the order of the paths, and nothing else is', async () => {
  const before: Row[] = [
    ['a/deleted', 'd'],
    ['canary.jpg', 'o'],
    ['a/same', 's'],
    ['b', 'x'],
    ['c', 'm', 3, 1000],
    ['folder/', 'e', 0],
  ];
  const after: Row[] = [
    ['a/new', 'n'],
    ['a/same', 's'],
    ['b', 'y'],
    // A change of metadata alone keeps the ETag.
    ['c', 'm', 3, 9000],
    ['confirmation.jpg', 'o'],
    ['folder/', 'e', 0],
    ['other/', 'e', 0],
  ];
  expect(await changes(before, after)).toEqual([
    'deleted a/deleted',
    'written a/new',
    'rewritten b',
    'rewritten c',
    'written other/',
  ]);
});

test('a rename is one change where ETag and size agree, and only where both are the only ones', async () => {
  expect(await changes([['old name', 'r', 7]], [['new\nname', 'r', 7]])).toEqual([
    'renamed old name new\nname',
  ]);
  expect(await changes([['old', 'r', 7]], [['new', 'r', 8]])).toEqual([
    'written new',
    'deleted old',
  ]);
  const twice: Row[] = [
    ['one', 'r', 7],
    ['two', 'r', 7],
  ];
  expect(await changes(twice, [['three', 'r', 7]])).toEqual([
    'deleted one',
    'written three',
    'deleted two',
  ]);
  // Empty files all look the same.
  expect(await changes([['old', 'e', 0]], [['new', 'e', 0]])).toEqual([
    'written new',
    'deleted old',
  ]);
});

test('without the earlier listing, what is newer than the last proof counts as written', async () => {
  const after: Row[] = [
    ['new', 'n', 3, 5000],
    ['old', 'o', 3, 4999],
  ];
  expect(await changes(undefined, after)).toEqual(['written new']);
});

test('a listing that is damaged is no listing', async () => {
  const damaged = Readable.from([Buffer.from('3 1000 e STANDARD/b\x003 1000 e STANDARD/a\0')]);
  await expect(
    listingChanges({ before: rows([]), after: damaged, since: 0, own: [] }),
  ).rejects.toMatchObject({ code: 'unproven' });
});

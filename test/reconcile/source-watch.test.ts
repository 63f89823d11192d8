// What counts as a change of the source between two listings, and what does not.
import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { selection } from '../../src/reconcile/paths/path-patterns.ts';
import { newestChange, watchedChanges, watchedSince } from '../../src/reconcile/source-watch.ts';

const SINCE = 2_000_000;

/** A row whose ctime is so many seconds after 1970. */
const file = (path: string, ctime: string, size = 5): string =>
  `f ${size} 900.0000000000 ${ctime} 644 33 33 1/${path}\0`;
const folder = (path: string, ctime: string, type = 'd'): string =>
  `${type} 4096 900.0000000000 ${ctime} 755 33 33 2/${path}/\0`;

const OLD = '1500.0000000000';
const NEW = '2500.1234567890';

const stream = (rows: readonly string[]): Readable =>
  Readable.from(rows.map((row) => Buffer.from(row, 'latin1')));

const watch = (before: readonly string[], after: readonly string[], excludes = '') =>
  watchedChanges({
    before: stream(before),
    after: stream(after),
    since: SINCE,
    selected: selection({ excludes }),
  });

const TREE = [folder('a', OLD), file('a/new', NEW), file('a/old', OLD), file('top', OLD)];
/** What a later listing shows of the same tree: not the old file below. */
const SHOWN = TREE.filter((row) => !row.includes('a/old'));

test('an unchanged tree, and one that is shown whole, have no change', async () => {
  for (const after of [SHOWN, TREE])
    expect(await watch(TREE, after)).toMatchObject({ changed: 0, first: [], leftOut: 0 });
});

test.each<[string, readonly string[], readonly string[]]>([
  ['a new file', [...SHOWN.slice(0, 2), file('a/x', NEW), ...SHOWN.slice(2)], ['a/x']],
  [
    'a changed file',
    SHOWN.map((row) => row.replace('f 5 900.0000000000 2500', 'f 6 900.0000000000 2501')),
    ['a/new'],
  ],
  ['a later ctime alone', SHOWN.map((row) => row.replace('1234567890', '1234567891')), ['a/new']],
  [
    'an old file that was changed',
    [SHOWN[0] ?? '', SHOWN[1] ?? '', file('a/old', NEW), SHOWN[2] ?? ''],
    ['a/old'],
  ],
  ['a removal, which changes its folder', [folder('a', NEW), ...SHOWN.slice(1)], ['a/']],
  ['a removal at the top', SHOWN.slice(0, 2), ['top']],
  ['a recent file that is gone', [SHOWN[0] ?? '', SHOWN[2] ?? ''], ['a/new']],
  ['a folder that is gone', SHOWN.slice(1), ['a/']],
  ['a folder that nobody can enter now', [folder('a', OLD, 'u'), ...SHOWN.slice(1)], ['a/']],
])('%s is a change', async (_, after, first) => {
  expect(await watch(TREE, after)).toMatchObject({ changed: first.length, first, leftOut: 0 });
});

test('what the task leaves out is counted by itself', async () => {
  const after = [...SHOWN.slice(0, 2), file('a/x.tmp', NEW), ...SHOWN.slice(2)];
  expect(await watch(TREE, after, '*.tmp')).toMatchObject({ changed: 0, leftOut: 1 });
});

test('many changes are counted, and the first of them named', async () => {
  const more = Array.from({ length: 9 }, (_, i) => file(`b${i}`, NEW));
  const seen = await watch([], more);
  expect([seen.changed, seen.first.length]).toEqual([9, 5]);
});

test.each<[readonly string[], number]>([
  [[], 0],
  [TREE, 2_500_123],
  [[file('a', '-2.5000000000')], 0],
])('the newest change of %j', async (rows, newest) => {
  expect(await newestChange(stream(rows))).toBe(newest);
});

const HOUR = 3_600_000;
const NIGHT = 500_000 * HOUR;

test.each<[what: string, began: number, newest: number, since: number]>([
  ['of a quiet tree', 0, -48, -50],
  ['of a tree that changes', 0, 0, -2],
  ['with a ctime from the future', 0, 24, -2],
  ['by a server whose clock is behind', -3, 24, -5],
  ['by a server whose clock is ahead', 3, 24, -2],
  ['by a server whose clock is ahead, with a ctime between', 3, 2, -2],
])(
  'a listing %s of an hour: all since its begin, and more, must show',
  (_, began, newest, since) => {
    const at = NIGHT + began * HOUR;
    const listing = { began: at, ended: at + HOUR, asked: NIGHT };
    expect((watchedSince(listing, NIGHT + newest * HOUR) - NIGHT) / HOUR).toBe(since);
  },
);

test('a clock that goes back while the tree is listed hides nothing, and nothing begins before 1970', () => {
  const listing = { began: NIGHT, ended: NIGHT - HOUR, asked: NIGHT };
  expect(watchedSince(listing, NIGHT)).toBe(NIGHT - HOUR);
  expect(watchedSince(listing, 0)).toBe(0);
});

test('rows that are none are refused', async () => {
  await expect(watch(TREE, ['f 1/x\0'])).rejects.toMatchObject({ code: 'unproven' });
  await expect(watch(TREE, [...SHOWN].reverse())).rejects.toMatchObject({ code: 'unproven' });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeRows } from '../../src/reconcile/merge-rows.ts';
import { RowCursor } from '../../src/reconcile/row-cursor.ts';
import { pieces, record } from './rows.ts';

describe('a merge', () => {
  const walk = async (...lists: Buffer[]): Promise<[number, string, number][]> => {
    const seen: [number, string, number][] = [];
    const streams = lists.map(
      (bytes, i) => new RowCursor(pieces(bytes, 50), { name: `list ${i}` }),
    );
    await mergeRows(streams, {
      visit: (present, row, shared) =>
        seen.push([
          present,
          Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd)).toString('latin1'),
          shared,
        ]),
      pause: async () => {},
    });
    return seen;
  };
  const list = (...paths: (string | Buffer)[]): Buffer =>
    Buffer.concat(paths.map((p) => record('1', p)));

  test('visits each path once, in byte order, with what it shares with the one before', async () => {
    expect(await walk(list('a', 'a/b', 'c'), list('a-', 'a/b', 'a/c'), list())).toEqual([
      [1, 'a', 0],
      [2, 'a-', 1],
      [3, 'a/b', 1],
      [2, 'a/c', 2],
      [1, 'c', 0],
    ]);
  });

  test('orders bytes, not UTF-16', async () => {
    const low = '\u{ffee}';
    const high = '\u{1f600}';
    expect([high, low].toSorted()).toEqual([high, low]);
    expect((await walk(list(low, high), list(high)))[1]?.[0]).toBe(3);
  });

  test.each<[name: string, lists: Buffer[]]>([
    ['a list that goes back', [list('a', 'c', 'b')]],
    ['a list that goes back beside one that does not', [list('a', 'b', 'c'), list('b', 'a')]],
    ['a path that comes twice', [list('a', 'a'), list('a')]],
    ['a path that comes twice at the end', [list('a', 'b', 'b')]],
    ['a folder before what sorts before it', [list('a/b', 'a')]],
  ])('refuses %s', async (_, lists) => {
    await expect(walk(...lists)).rejects.toMatchObject({ code: 'unproven' });
  });

  test('finds every way in which one list can be out of order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[ab/]{1,6}$/), { maxLength: 8 }),
        fc.array(fc.stringMatching(/^[ab/]{1,6}$/), { maxLength: 8 }),
        async (one, other) => {
          const sorted = (paths: string[]): boolean =>
            paths.every(
              (p, i) =>
                i === 0 || Buffer.compare(Buffer.from(paths[i - 1] ?? ''), Buffer.from(p)) < 0,
            );
          const walked = walk(list(...one), list(...other)).then(
            () => true,
            () => false,
          );
          expect(await walked).toBe(sorted(one) && sorted(other));
        },
      ),
      { numRuns: 500 },
    );
  });
});

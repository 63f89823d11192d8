import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeRows } from '../../../src/reconcile/rows/merge-rows.ts';
import { RowCursor } from '../../../src/reconcile/rows/row-cursor.ts';
import { fieldText } from '../../../src/reconcile/rows/row-fields.ts';
import { pieces, rowBytes } from './rows.ts';

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
    Buffer.concat(paths.map((p) => rowBytes('1', p)));

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
    ['rows out of order', [list('a', 'c', 'b')]],
    ['rows out of order beside others in order', [list('a', 'b', 'c'), list('b', 'a')]],
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

  test('gives every stream its own row of a path, the same or not, in pieces of any size', async () => {
    const meta = fc
      .tuple(
        fc.constantFrom('f 10', 'f 11', 'f 1', 'd 4096'),
        fc.constantFrom('1700000000.1234567890', '1700000001.1234567890', '5.0000000000'),
        fc.constantFrom('1700000000.1234567890', '1700000009.9876543210', '5.0000000000'),
        fc.constantFrom('644 1000 1000 1', '644 1000 1000 12', '2755 0 0 1'),
      )
      .map((fields) => fields.join(' '));
    const manifest = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[ab/]{1,4}$/), meta), {
      selector: ([path]) => path,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(
        manifest,
        manifest,
        fc.integer({ min: 1, max: 300 }),
        async (one, other, chunk) => {
          const rows = [one, other].map(
            (all) => new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1))),
          );
          const streams = rows.map(
            (all, i) =>
              new RowCursor(
                pieces(Buffer.concat([...all].map(([path, text]) => rowBytes(text, path))), chunk),
                { name: `list ${i}` },
              ),
          );
          const seen = rows.map(() => new Map<string, string>());
          await mergeRows(streams, {
            visit: (present) => {
              for (const [i, row] of streams.entries())
                if ((present & (1 << i)) !== 0)
                  seen[i]?.set(
                    Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd)).toString(),
                    Array.from({ length: row.spaceCount + 1 }, (_, field) =>
                      fieldText(row, field),
                    ).join(' '),
                  );
            },
            pause: async () => {},
          });
          expect(seen).toEqual(rows);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

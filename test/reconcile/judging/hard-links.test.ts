// Names of hard-linked files of which DataSync has made no object: told as what they are, never lost silently.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { HardLinks } from '../../../src/reconcile/judging/judgement.ts';
import type { Judgement } from '../../../src/reconcile/judging/judgement.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { inodeOf, isSingle, linkCount } from '../../../src/reconcile/rows/row-fields.ts';
import { run } from '../compared.ts';
import { objectRow, sourceRow, stream } from '../rows/rows.ts';

const ALLOWED = { notPortable: ['hard-link'] } as const;
const name = (path: string, inode = '7') => ({ path, links: 2, inode });
/** More digits than a number holds, as some servers number their files. */
const LONG = '18446744073709551615';

describe('a missing name of a hard-linked file is', () => {
  test.each<
    [
      title: string,
      source: Parameters<typeof run>[0]['source'],
      bucket: readonly string[],
      options: Parameters<typeof run>[1],
      lines: readonly string[],
      result: string,
    ]
  >([
    [
      'allowed, where an earlier name has arrived and the runbook lets hard links pass',
      [name('a'), name('b')],
      ['a'],
      ALLOWED,
      ['=-. allowed b'],
      'pass',
    ],
    [
      'allowed, where only a later name has arrived',
      [name('a', LONG), name('b', LONG)],
      ['b'],
      ALLOWED,
      ['=-. allowed a'],
      'pass',
    ],
    [
      'not portable, where the runbook does not',
      [name('a'), name('b')],
      ['a'],
      {},
      ['==. not-portable a', '=-. not-portable b'],
      'fail',
    ],
    [
      'missing, where no name has arrived',
      [name('a'), name('b')],
      [],
      ALLOWED,
      ['=-. missing a', '=-. missing b'],
      'fail',
    ],
    [
      'missing, where only a name of another file has arrived',
      [name('a', '7'), name('b', '8')],
      ['a'],
      ALLOWED,
      ['=-. missing b'],
      'fail',
    ],
    [
      'missing, where the other name differs',
      [name('a'), { ...name('b'), size: 11 }],
      ['b'],
      ALLOWED,
      ['=*. differs b', '=-. missing a'],
      'fail',
    ],
    [
      'missing, where the manifest does not say which file it is',
      [name('a'), { path: 'b', links: 2 }],
      ['a'],
      ALLOWED,
      ['=-. missing b'],
      'fail',
    ],
    [
      'missing, where it has no other name (any more)',
      [name('a'), { path: 'b' }],
      ['a'],
      ALLOWED,
      ['=-. missing b'],
      'fail',
    ],
  ])('%s', async (_, ...[source, bucket, options, wanted, verdict]) => {
    const objects = bucket.map((path) => ({ path }));
    const { result, lines } = await run({ source, bucket: objects }, options);
    expect(lines.map(({ symbols, verdict: is, path }) => `${symbols} ${is} ${path}`)).toEqual(
      wanted,
    );
    expect(result.verdict).toBe(verdict);
    const { paths } = result.tally;
    expect(Object.values(paths).reduce((sum, count) => sum + count, 0)).toBe(source.length);
  });

  test('told as a hard link, in words', async () => {
    const { result } = await run({ source: [name('a'), name('b')], bucket: [] });
    expect(result.kept[0]).toMatchObject({
      details: ['hard-link: no name of this file has arrived'],
      lostBy: 'transfer',
    });
  });

  test('told on the gateway as in the bucket, but not where the bucket has its object', async () => {
    const source = [name('a'), name('b')];
    const alone = await run({ source, gateway: [{ path: 'a' }] }, ALLOWED);
    expect(alone.lines.map(({ verdict, path }) => `${verdict} ${path}`)).toEqual(['allowed b']);
    const both = await run(
      { source, bucket: [{ path: 'a' }, { path: 'b' }], gateway: [{ path: 'a' }] },
      ALLOWED,
    );
    expect(both.lines.map(({ verdict, path }) => `${verdict} ${path}`)).toEqual(['missing b']);
  });

  test('unproven, where only some folders were compared again', async () => {
    const layers = {
      source: { rows: stream([sourceRow(name('x/b'))]) },
      bucket: { rows: stream([objectRow({ path: 'x/c' })]) },
    };
    const policy = policyOf({ ...ALLOWED, tolerate: ['/x/c'] });
    const again = await reconcile(layers, { policy, provenBefore: 1 });
    expect(again.verdict).toBe('unproven');
    expect(again.kept[0]?.details[0]).toContain('verify.recheck: full');
  });
});

test('a row says which file a name is of, and how many names it has', () => {
  const of = (links: number, inode?: string) =>
    rowOf(sourceRow({ path: 'a', links, ...(inode !== undefined && { inode }) }));
  expect([linkCount(of(2, LONG)), inodeOf(of(2, LONG)), isSingle(of(2, LONG))]).toEqual([
    2,
    LONG,
    false,
  ]);
  expect([linkCount(of(1)), inodeOf(of(1)), isSingle(of(1))]).toEqual([1, '', true]);
  expect([linkCount(of(11)), inodeOf(of(11)), isSingle(of(11, '1'))]).toEqual([11, '', false]);
  expect(() => linkCount(of(2, 'x'))).toThrow(/row 1 of the row/);
});

test('beyond what is remembered nothing passes', () => {
  const missing: Judgement = { verdict: 'missing', symbols: '=-.', attributes: [], details: [] };
  const links = new HardLinks(2);
  const row = (path: string, inode: string) => rowOf(sourceRow(name(path, inode)));
  for (const inode of ['1', '2', '3']) links.arrived(row(`a${inode}`, inode));
  const waiting = ['2', '3', '4'].map((inode) => links.waits(row(`b${inode}`, inode), missing));
  expect(waiting).toEqual([true, true, false]);
  const verdicts = [...links.judged(true, false)].map(({ judgement }) => judgement.verdict);
  expect(verdicts).toEqual(['allowed', 'unproven']);
});

test('of random files with random names, each is missing only if no name of it has arrived', async () => {
  const files = fc.array(fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(files, fc.infiniteStream(fc.nat(9999)), async (trees, order) => {
      const names = trees.flatMap((arrived, file) =>
        arrived.map((there, i) => ({ path: `${order.next().value}-${file}-${i}`, file, there })),
      );
      const source = names.map(({ path, file }) => name(path, String(file)));
      const bucket = names.filter(({ there }) => there).map(({ path }) => ({ path }));
      const { lines } = await run({ source, bucket }, ALLOWED, 4096);
      const told = new Map(lines.map(({ path, verdict }) => [path, verdict]));
      for (const { path, file, there } of names) {
        const some = trees[file]?.includes(true);
        expect(told.get(path)).toBe(there ? undefined : some ? 'allowed' : 'missing');
      }
    }),
    { numRuns: 60 },
  );
});

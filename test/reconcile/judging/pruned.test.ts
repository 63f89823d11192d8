// Objects of paths that no manifest lists: their own kind, never an extra, never removed.
import { describe, expect, test } from '@jest/globals';
import { pathOfVisible } from '../../../src/reconcile/paths/visible-path.ts';
import { isPruned } from '../../../src/reconcile/paths/path-patterns.ts';
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { run } from '../compared.ts';
import { objectRow } from '../rows/rows.ts';

const HEX = '0123456789abcdeF';

describe('a path is pruned by the rule of the documents', () => {
  test.each<[path: string, pruned: boolean]>([
    ['.snapshot/', true],
    ['.snapshot/hourly.0/x', true],
    ['a/~snapshot/x', true],
    ['a/b/.zfs/snapshot/', true],
    [`.nfs${HEX}`, true],
    [`a/.nfs${HEX}00000001`, true],
    [`a/.nfs${HEX}\\xff\\n`, true],
    ['.snapshot', false],
    ['a/.snapshot', false],
    ['snapshot/x', false],
    ['a.snapshot/x', false],
    ['.snapshots/x', false],
    ['.ZFS/x', false],
    [`.nfs${HEX.slice(1)}`, false],
    [`.nfs${HEX}/`, false],
    [`.nfs${HEX}/x`, false],
    [`x.nfs${HEX}`, false],
    ['.nfs-cutover-calibration-4711/file', false],
  ])('%s: %s', (path, pruned) => {
    expect(isPruned(rowOf(objectRow({ path: pathOfVisible(path) })))).toBe(pruned);
  });
});

test('its object is counted and named, and neither an extra nor removed', async () => {
  const source = [{ path: 'a' }];
  const objects = ['a', '.snapshot/x', `.nfs${HEX}`, 'b'].map((path) => ({ path }));
  for (const [options, of] of [
    [{}, 'extra'],
    [{ removeLimit: 9 }, 'to-remove'],
  ] as const) {
    const { result, lines } = await run({ source, bucket: objects }, options);
    expect(result.tally.paths).toMatchObject({ same: 1, pruned: 2, [of]: 1 });
    expect(lines.map(({ symbols, verdict, path }) => `${symbols} ${verdict} ${path}`)).toEqual([
      `?+. pruned .nfs${HEX}`,
      '?+. pruned .snapshot/x',
      `-+. ${of} b`,
    ]);
    // A person need not act on it.
    expect(result.kept.map(({ path }) => path)).toEqual(['b']);
  }
  const alone = await run({ source, bucket: objects.slice(0, 3) });
  expect(alone.result.verdict).toBe('pass');
});

test('the runbook goes first: what it tolerates or accepts has that verdict', async () => {
  const world = { source: [{ path: 'a' }], bucket: [{ path: 'a' }, { path: '.zfs/x' }] };
  const { lines } = await run(world, { tolerate: ['/.zfs'] });
  expect(lines.map(({ verdict }) => verdict)).toEqual(['tolerated']);
});

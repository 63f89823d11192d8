import { describe, expect, test } from '@jest/globals';
import { acceptedRows } from '../../src/reconcile/paths/visible-path.ts';
import { rowOf } from '../../src/reconcile/judging/compare-rule.ts';
import { policyOf } from '../../src/reconcile/judging/policy.ts';
import type { PolicyOptions } from '../../src/reconcile/judging/policy.ts';
import { reconcile, Reconciliation } from '../../src/reconcile/reconciliation.ts';
import { Sample } from '../../src/reconcile/judging/sampling.ts';
import { linesOf, paths, run } from './compared.ts';
import { CHANGED, keeping, objectRow, sourceRow, stream } from './rows/rows.ts';

describe('a comparison', () => {
  const tree = ['a/', 'a/1', 'a/2', 'b'].map((path) => ({ path }));

  test('of equal trees passes', async () => {
    const { result, lines } = await run({ source: tree, bucket: tree, gateway: tree });
    expect(result).toMatchObject({ verdict: 'pass', reasons: [], differences: 0, kept: [] });
    expect(result.tally.paths.same).toBe(4);
    expect(result.tally.source).toEqual({ paths: 4, bytes: 30 });
    expect(result.tally.listed).toEqual({ source: 4, bucket: 4, gateway: 4 });
    expect(lines).toEqual([]);
  });

  test('of nothing proves nothing', async () => {
    expect((await run({ source: [], bucket: [] })).result).toMatchObject({
      verdict: 'unproven',
      reasons: ['the source lists no path that takes part'],
    });
    const filtered = await run({ source: tree, bucket: tree }, { filters: { includes: '/none' } });
    expect(filtered.result.verdict).toBe('unproven');
    await expect(run({ source: tree })).rejects.toThrow(/expected a bucket, a gateway or both/);
  });

  test('fails closed where a list has not the rows that its maker counted', async () => {
    const layers = {
      source: { rows: stream(tree.map(sourceRow)), expected: 5 },
      bucket: { rows: stream([]) },
    };
    await expect(reconcile(layers, { policy: policyOf({}) })).rejects.toThrow(
      /expected 5 rows, got 4/,
    );
  });

  test('stops at a signal', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    const layers = { source: { rows: stream([]) }, bucket: { rows: stream([]) } };
    await expect(reconcile(layers, { policy: policyOf({}), signal })).rejects.toThrow('stop');
  });

  test('a failure outranks what is unproven', async () => {
    const { result } = await run({
      source: [...tree, { path: 'x/', type: 'u' }],
      bucket: [...tree.slice(1), { path: 'x/1' }, { path: 'y' }],
    });
    expect(result.verdict).toBe('fail');
    expect(result.reasons).toEqual(['1 missing', '1 extra', '2 unproven']);
  });

  test('what is below a folder that cannot be listed is unproven, no more and no less', async () => {
    const { lines } = await run({
      source: [...tree, { path: 'x/', type: 'u' }],
      bucket: [...tree, { path: 'x/' }, { path: 'x/1' }, { path: 'x/a/b' }, { path: 'x0' }],
    });
    expect(paths(lines, 'unproven')).toEqual(['x/', 'x/1', 'x/a/b']);
    expect(paths(lines, 'extra')).toEqual(['x0']);
  });

  test('newer paths are limited before the freeze, and failures after it', async () => {
    const late = { ...tree[1], path: 'a/1', ctime: `${CHANGED + 900}.0000000000` };
    const world = { source: [{ path: 'a/' }, late], bucket: [{ path: 'a/' }] };
    const transferredAt = (CHANGED + 800) * 1000;
    const newer = (options: PolicyOptions) => run(world, { transferredAt, ...options });
    expect((await newer({ newerLimit: 1 })).result.verdict).toBe('pass');
    expect((await newer({ newerLimit: 0 })).result.reasons).toEqual([
      '1 newer than the transfer, more than the 0 that the runbook allows',
    ]);
    // With a frozen source it is not there because it was lost, whatever its server's clock says.
    expect((await newer({ newerLimit: 9, afterFreeze: true })).result.reasons).toEqual([
      '1 missing',
    ]);
    const there = { ...world, bucket: [...world.bucket, { path: 'a/1' }] };
    const frozen = { transferredAt, newerLimit: 9, afterFreeze: true };
    expect((await run(there, frozen)).result.reasons).toEqual([
      '1 newer than the transfer, though the source is frozen: somebody still writes, or the clock of the NFS server is ahead',
    ]);
  });

  test('the root of the destination and the accept-list are no paths of their own', async () => {
    const { rows } = acceptedRows('a/old\\n1\nnone\nb\n');
    const layers = {
      source: { rows: stream(tree.map(sourceRow)) },
      bucket: {
        rows: stream(
          [...tree, { path: 'a/old\n1' }, { path: '' }].map(({ path }) => objectRow({ path })),
        ),
      },
      accepted: { rows },
    };
    const result = await reconcile(layers, { policy: policyOf({ prefixBytes: 5 }) });
    expect(result.verdict).toBe('pass');
    expect(result.tally.paths).toMatchObject({ same: 4, accepted: 1 });
    expect(result.tally.acceptedUnused).toBe(2);
  });

  test('an object beside a folder of its name is hidden, by name', async () => {
    const objects = ['a', 'a-', 'a-/x', 'a.txt', 'a/b', 'a/b.c', 'a/b/c/d', 'z', 'z0/'].map(
      (path) => ({ path }),
    );
    const { result, lines } = await run({ source: tree, bucket: objects });
    expect(paths(lines, 'hidden')).toEqual(['a-', 'a', 'a/b']);
    expect(result.tally.hidden).toBe(3);
    const tolerated = await run({ source: tree, bucket: objects }, { tolerate: ['/a*', '/z*'] });
    expect(tolerated.result.tally.hidden).toBe(0);
  });

  test('keeps the first 1,000 differences, and writes all', async () => {
    const many = Array.from({ length: 1300 }, (_, i) => ({
      path: `a/${String(i).padStart(4, '0')}`,
    }));
    const { result, lines } = await run({
      source: [...tree.slice(0, 1), ...many],
      bucket: tree.slice(0, 1),
    });
    expect(result.kept).toHaveLength(1000);
    expect(result.differences).toBe(1300);
    expect(lines).toHaveLength(1300);
  });
});

describe('a path that must be read', () => {
  const late = { ctime: `${CHANGED + 900}.0000000010` };
  const world = {
    source: [
      { path: 'a', ...late },
      { path: 'b', ...late },
      { path: 'c', ...late },
      { path: 'd', type: 'l', ...late },
      { path: 'e', ...late },
    ],
    bucket: ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path })),
  };

  test('leaves the result unproven until it is settled, one by one', async () => {
    const toRead = keeping();
    const differences = keeping();
    const comparison = new Reconciliation({
      policy: policyOf({ notPortable: ['symlink'] }),
      toRead,
      differences,
    });
    expect((await comparison.conclude()).verdict).toBe('unproven');
    await comparison.compare({
      source: { rows: stream(world.source.map(sourceRow)) },
      bucket: { rows: stream(world.bucket.map(objectRow)) },
    });
    expect((await comparison.conclude()).reasons).toEqual(['5 still to be read']);
    expect(toRead.bytes()).toEqual(Buffer.concat(world.source.map(sourceRow)));
    const rows = world.source.map((entry) => rowOf(sourceRow(entry)));
    const findings = [
      { verdict: 'same' },
      { verdict: 'differs', attributes: ['content'] },
      { verdict: 'unproven', lacks: ['file-mtime'] },
      { verdict: 'same' },
      { verdict: 'missing' },
    ] as const;
    rows.forEach((row, i) => comparison.settle(row, findings[i] ?? { verdict: 'missing' }));
    const result = await comparison.conclude();
    expect(result).toMatchObject({
      verdict: 'fail',
      reasons: ['1 missing', '1 differs', '1 unproven'],
    });
    expect(result.tally.paths).toMatchObject({ same: 1, allowed: 1, 'to-read': 0 });
    expect(linesOf(differences.bytes()).map(({ verdict }) => verdict)).toEqual([
      'differs',
      'unproven',
      'allowed',
      'missing',
    ]);
  });
});

test('a sample of what is the same is offered on the way', async () => {
  const entries = Array.from({ length: 500 }, (_, i) => ({
    path: `f${String(i).padStart(3, '0')}`,
  }));
  const sample = new Sample(20, 'run 1');
  await reconcile(
    {
      source: { rows: stream([...entries, { path: 'z/' }].map(sourceRow)) },
      bucket: { rows: stream(entries.slice(0, 400).map(objectRow)) },
    },
    { policy: policyOf({}), sample },
  );
  expect(sample.offered).toBe(400);
  expect(sample.rows()).toHaveLength(20);
});

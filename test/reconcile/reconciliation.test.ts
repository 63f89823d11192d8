import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptedRows } from '../../src/reconcile/accept-list.ts';
import { rowOf } from '../../src/reconcile/file-attributes.ts';
import { policyOf } from '../../src/reconcile/policy.ts';
import type { PolicyOptions } from '../../src/reconcile/policy.ts';
import { Reconciliation, reconcile } from '../../src/reconcile/reconciliation.ts';
import type { Reconciled } from '../../src/reconcile/reconciliation.ts';
import { Sample } from '../../src/reconcile/sampling.ts';
import { pathOfVisible } from '../../src/reconcile/visible-path.ts';
import { hostileNames } from './hostile-names.ts';
import { CHANGED, bytesOf, keeping, objectRecord, sourceRecord, stream } from './rows.ts';
import type { ObjectEntry, SourceEntry } from './rows.ts';

interface World {
  readonly source: readonly SourceEntry[];
  readonly bucket?: readonly ObjectEntry[];
  readonly gateway?: readonly SourceEntry[];
}

interface Line {
  readonly symbols: string;
  readonly verdict: string;
  readonly path: string;
}

async function run(
  world: World,
  options: PolicyOptions = {},
  chunk = 64,
): Promise<{ result: Reconciled; lines: Line[]; toRead: Buffer }> {
  const differences = keeping();
  const toRead = keeping();
  const result = await reconcile(
    {
      source: {
        rows: stream(world.source.map(sourceRecord), chunk),
        expected: world.source.length,
      },
      ...(world.bucket && { bucket: { rows: stream(world.bucket.map(objectRecord), chunk + 7) } }),
      ...(world.gateway && {
        gateway: { rows: stream(world.gateway.map(sourceRecord), chunk + 3) },
      }),
    },
    { policy: policyOf(options), differences, toRead },
  );
  return { result, lines: linesOf(differences.bytes()), toRead: toRead.bytes() };
}

const linesOf = (bytes: Buffer): Line[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, symbols = '', verdict = '', path = ''] = /^(\S{3}) (\S+)\t([^\t]*)/.exec(line) ?? [];
      return { symbols, verdict, path: pathOfVisible(path).toString('latin1') };
    });

const paths = (lines: readonly Line[], verdict: string): string[] =>
  lines.filter((line) => line.verdict === verdict).map(({ path }) => path);

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
      source: { rows: stream(tree.map(sourceRecord)), expected: 5 },
      bucket: { rows: stream([]) },
    };
    await expect(reconcile(layers, { policy: policyOf({}) })).rejects.toMatchObject({
      code: 'unproven',
      message: expect.stringContaining('expected 5 rows, got 4') as string,
    });
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
    expect((await newer({ newerLimit: 9, afterFreeze: true })).result.reasons).toEqual([
      '1 newer than the transfer, though the source is frozen',
    ]);
  });

  test('the root of the destination and the accept-list are no paths of their own', async () => {
    const { rows } = acceptedRows('a/old\\n1\nnone\nb\n');
    const layers = {
      source: { rows: stream(tree.map(sourceRecord)) },
      bucket: {
        rows: stream(
          [...tree, { path: 'a/old\n1' }, { path: '' }].map(({ path }) =>
            objectRecord({ path: `data/${path}` }),
          ),
        ),
        strip: Buffer.from('data/'),
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

  test('keeps the first 50 differences, and writes all', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      path: `a/${String(i).padStart(3, '0')}`,
    }));
    const { result, lines } = await run({
      source: [...tree.slice(0, 1), ...many],
      bucket: tree.slice(0, 1),
    });
    expect(result.kept).toHaveLength(50);
    expect(result.differences).toBe(300);
    expect(lines).toHaveLength(300);
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
    bucket: ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path: `p/${path}` })),
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
      source: { rows: stream(world.source.map(sourceRecord)) },
      bucket: { rows: stream(world.bucket.map(objectRecord)), strip: Buffer.from('p/') },
    });
    expect((await comparison.conclude()).reasons).toEqual(['5 still to be read']);
    expect(toRead.bytes()).toEqual(Buffer.concat(world.source.map(sourceRecord)));
    const rows = world.source.map((entry) => rowOf(sourceRecord(entry)));
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

test('2,000 hostile names are the same or impossible, none is lost or doubled', async () => {
  const names = hostileNames(2000);
  const source = names.map(({ path }) => ({ path }));
  const arrived = names.filter(({ possible }) => possible).map(({ path }) => ({ path }));
  const { result, lines } = await run({ source, bucket: arrived, gateway: arrived }, {}, 1000);
  expect(names.filter(({ possible }) => !possible).length).toBeGreaterThan(100);
  expect(result.tally.paths.same).toBe(arrived.length);
  expect(paths(lines, 'impossible').toSorted()).toEqual(
    names
      .filter(({ possible }) => !possible)
      .map(({ path }) => path.toString('latin1'))
      .toSorted(),
  );
  // Some names are folders of others here, which no file system has.
  expect(lines.filter(({ verdict }) => verdict !== 'impossible' && verdict !== 'hidden')).toEqual(
    [],
  );
  for (const [i, { path, possible }] of names.entries()) {
    if (i % 100 !== 1 || !possible) continue;
    const without = arrived.filter((one) => one.path !== path);
    const lost = await run({ source, bucket: without, gateway: arrived }, {}, 4096);
    expect(paths(lost.lines, 'missing')).toEqual([path.toString('latin1')]);
    const added = await run(
      { source: source.filter((one) => one.path !== path), bucket: arrived, gateway: arrived },
      {},
      4096,
    );
    expect(paths(added.lines, 'extra')).toEqual([path.toString('latin1')]);
  }
});

test('a sample of what is the same is offered on the way', async () => {
  const entries = Array.from({ length: 500 }, (_, i) => ({
    path: `f${String(i).padStart(3, '0')}`,
  }));
  const sample = new Sample(20, 'run 1');
  await reconcile(
    {
      source: { rows: stream([...entries, { path: 'z/' }].map(sourceRecord)) },
      bucket: { rows: stream(entries.slice(0, 400).map(objectRecord)) },
    },
    { policy: policyOf({}), sample },
  );
  expect(sample.offered).toBe(400);
  expect(sample.records()).toHaveLength(20);
});

describe('random trees with random damage', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'a-',
      'a.b',
      'A',
      '0',
      ' ',
      '\n',
      'ü',
      '\u{1f600}',
      '\uffee',
      '\\',
      '\t|*',
    ),
    fc
      .string({ unit: 'binary', minLength: 1, maxLength: 3 })
      .map((text) => text.replaceAll(/[/\0]/g, '_')),
  );
  const damage = fc.constantFrom(
    'none',
    'none',
    'none',
    'none',
    'lose',
    'lose-gateway',
    'cut',
    'cut-gateway',
    'touch',
    'chmod',
    'chown',
    'late',
    'rewrite',
    'archive',
    'link',
    'hard',
    'socket',
    'extra',
    'extra-gateway',
    'folder',
  );
  const tree = fc.uniqueArray(
    fc.record({ parts: fc.array(name, { minLength: 1, maxLength: 4 }), damage }),
    { selector: ({ parts }) => parts.join('/'), maxLength: 40 },
  );
  const transferredAt = (CHANGED + 3600) * 1000;

  /** What a person would write into each layer, and the one verdict that must come out. */
  function entryOf(path: string, kind: string): World & { verdict: string } {
    const both = { source: [{ path }], bucket: [{ path }], gateway: [{ path }] };
    switch (kind) {
      case 'lose':
        return { ...both, bucket: [], gateway: [], verdict: 'missing' };
      case 'lose-gateway':
        return { ...both, gateway: [], verdict: 'missing' };
      case 'cut':
        return { ...both, bucket: [{ path, size: 9 }], verdict: 'differs' };
      case 'cut-gateway':
        return { ...both, gateway: [{ path, size: 9 }], verdict: 'differs' };
      case 'touch':
        return { ...both, gateway: [{ path, mtime: '1.0000000000' }], verdict: 'differs' };
      case 'chmod':
        return { ...both, gateway: [{ path, mode: '600' }], verdict: 'differs' };
      case 'chown':
        return { ...both, gateway: [{ path, owner: '0 1000' }], verdict: 'differs' };
      case 'late':
        return {
          ...both,
          source: [{ path, ctime: `${CHANGED + 3601}.0000000000` }],
          verdict: 'newer',
        };
      case 'rewrite':
        return {
          ...both,
          source: [{ path, ctime: `${CHANGED + 61}.0000000000` }],
          verdict: 'to-read',
        };
      case 'archive':
        return { ...both, bucket: [{ path, storageClass: 'GLACIER' }], verdict: 'unreadable' };
      case 'link':
        return { ...both, source: [{ path, type: 'l' }], verdict: 'not-portable' };
      case 'hard':
        return { ...both, source: [{ path, links: 3 }], verdict: 'not-portable' };
      case 'socket':
        return {
          source: [{ path, type: 's', size: 0 }],
          bucket: [],
          gateway: [],
          verdict: 'not-portable',
        };
      case 'extra':
        return { ...both, source: [], gateway: [], verdict: 'extra' };
      case 'extra-gateway':
        return { ...both, source: [], bucket: [], verdict: 'extra' };
      case 'folder': {
        const folder = `${path}/`;
        return {
          source: [{ path: folder }],
          bucket: [{ path: folder }],
          gateway: [{ path: folder }],
          verdict: 'same',
        };
      }
      default:
        return { ...both, verdict: 'same' };
    }
  }

  test('give exact verdicts', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.integer({ min: 1, max: 300 }), async (nodes, chunk) => {
        const entries = nodes.map(({ parts, damage: kind }) => entryOf(parts.join('/'), kind));
        const world = {
          source: entries.flatMap(({ source }) => source),
          bucket: entries.flatMap(({ bucket }) => bucket ?? []),
          gateway: entries.flatMap(({ gateway }) => gateway ?? []),
        };
        const { result, lines, toRead } = await run(world, { transferredAt }, chunk);
        const expected = entries.map((entry) => {
          const { path } = entry.source[0] ??
            entry.bucket?.[0] ??
            entry.gateway?.[0] ?? { path: '' };
          return { path: bytesOf(path).toString('latin1'), verdict: entry.verdict };
        });
        const listed = expected.filter(
          ({ verdict }) => verdict !== 'same' && verdict !== 'to-read',
        );
        const byPath = (a: { path: string }, b: { path: string }): number =>
          a.path < b.path ? -1 : 1;
        expect(
          lines
            .filter(({ verdict }) => verdict !== 'hidden')
            .map(({ path, verdict }) => ({ path, verdict }))
            .toSorted(byPath),
        ).toEqual(listed.toSorted(byPath));
        const count = (verdict: string): number =>
          expected.filter((one) => one.verdict === verdict).length;
        expect(result.tally.paths.same).toBe(count('same'));
        expect(result.tally.paths['to-read']).toBe(count('to-read'));
        expect(toRead.filter((byte) => byte === 0)).toHaveLength(count('to-read'));
        expect(Object.values(result.tally.paths).reduce((a, b) => a + b)).toBe(expected.length);
        // The oracle of what is hidden looks at all objects at once.
        const keys = world.bucket.map(({ path }) => path);
        const hidden = keys.filter(
          (key) => !key.endsWith('/') && keys.some((other) => other.startsWith(`${key}/`)),
        );
        expect(paths(lines, 'hidden').toSorted()).toEqual(
          hidden.map((key) => bytesOf(key).toString('latin1')).toSorted(),
        );
      }),
      { numRuns: 250 },
    );
  });
});

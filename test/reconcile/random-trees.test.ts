import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sourceInWords } from '../../src/reconcile/tally.ts';
import { paths, run } from './compared.ts';
import type { World } from './compared.ts';
import { CHANGED, bytesOf } from './rows/rows.ts';

/** The numbers of a sentence, in its order. */
const numbersIn = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

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
        const [same = 0, all, ...others] = numbersIn(sourceInWords(result.tally));
        expect(others.reduce((sum, count) => sum + count, same)).toBe(all);
        expect(all).toBe(world.source.length);
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
        const keys = world.bucket.map(({ path }) => String(path));
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

// What the ctime of a new file says of its server's clock: table of bounds, and a property.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  judgeClock,
  skewInWords,
  skewOf,
} from '../../../src/steps/create-test-file/server-clock.ts';

const runbook = { source: { export: 'nfs.example:/data', mount: '/mnt/data', options: 'ro' } };
const AT = Date.UTC(2026, 10, 30, 1, 2, 3);

/** A file whose server's clock is `ahead` ms, changed between two moments that are `width` ms apart. */
const reading = (ahead: number, width: number) => ({
  changedAt: AT + ahead + width / 2,
  earliest: AT,
  latest: AT + width,
});

describe('a clock', () => {
  test.each<[name: string, ahead: number, width: number, is: string, words: string]>([
    ['that is right', 0, 3000, 'right', 'between 1.5 s behind and 1.5 s ahead of'],
    [
      'that is two seconds ahead, at a width that hides it',
      2000,
      6000,
      'right',
      'between 1 s behi',
    ],
    ['that is certainly two seconds ahead', 3500, 3000, 'right', '2 s to 5 s ahead of'],
    ['that is more ahead', 3600, 3000, 'shown', '2.1 s to 5.1 s ahead of'],
    ['that is behind', -3600, 3000, 'shown', '2.1 s to 5.1 s behind'],
    ['that is a minute ahead', 61_500, 3000, 'shown', '1 min to 1 min 3 s ahead of'],
    ['that is more than a minute ahead', 61_501, 3000, 'refused', '1 min to 1 min 3 s ahead of'],
    ['that is an hour behind', -3_600_000, 3000, 'refused', '59 min 59 s to 1 h behind AWS'],
    ['that was measured over minutes', 0, 200_000, 'shown', 'between 1 min 40 s behind and 1 min'],
  ])('%s', (_, ...[ahead, width, is, words]) => {
    const { error, warnings, fact } = judgeClock(runbook, reading(ahead, width));
    expect(error ? 'refused' : warnings.length > 0 ? 'shown' : 'right').toBe(is);
    expect(fact.value).toContain(words);
    for (const text of [...warnings, ...(error ? [error.message] : [])]) {
      expect(text).toContain(words);
      expect(text).toContain('nfs.example:/data');
    }
    if (error) expect(error).toMatchObject({ code: 'not-ready' });
  });

  test('that nobody could read is told as such', () => {
    const { skew, warnings, error } = judgeClock(runbook, undefined);
    expect([skew, error]).toEqual([undefined, undefined]);
    expect(warnings).toEqual([expect.stringContaining('not measured')]);
  });

  test('is never refused, and never called wrong for certain, where it may be right', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: -200_000, max: 200_000 }),
        (before, after, ahead) => {
          // The change was made at AT, by a clock that is `ahead`.
          const seen = { changedAt: AT + ahead, earliest: AT - before, latest: AT + after };
          const { least, most } = skewOf(seen);
          expect(least <= ahead && ahead <= most).toBe(true);
          const { error } = judgeClock(runbook, seen);
          if (Math.abs(ahead) <= 60_000) expect(error).toBeUndefined();
          expect(skewInWords({ least, most })).toMatch(/^(between )?[0-9].* AWS's clock$/);
        },
      ),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant, utc } from '../../../src/core/values/instant.ts';

describe('instants', () => {
  test.each([
    ['2026-12-05T22:00:00+01:00', '2026-12-05T21:00:00.000Z'],
    ['2026-12-05T22:00:00Z', '2026-12-05T22:00:00.000Z'],
    ['2026-12-05T23:30:00-05:30', '2026-12-06T05:00:00.000Z'],
    ['2026-12-05T22:00:00.25Z', '2026-12-05T22:00:00.250Z'],
    ['2028-02-29T00:00:00+00:00', '2028-02-29T00:00:00.000Z'],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-04-31T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-12-00T00:00:00Z', undefined],
    ['2026-12-05T24:00:00Z', undefined],
    ['2026-12-05T23:59:60Z', undefined],
    ['2026-12-05T22:00:00', undefined],
    ['2026-12-05T22:00:00-00:00', undefined],
    ['2026-12-05T22:00:00+1:00', undefined],
    ['2026-12-05T22:00:00+24:00', undefined],
    ['2026-12-05T22:00+01:00', undefined],
    ['2026-12-05 22:00:00+01:00', undefined],
    ['2026-12-05t22:00:00z', undefined],
    ['2026-12-05T22:00:00 CET', undefined],
    ['2026-12-05', undefined],
    ['', undefined],
  ])('%s is %p', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test('one instant is the same with every offset', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2200, 0, 1) }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (at, minutes) => {
          const seconds = Math.floor(at / 1000) * 1000;
          const local = new Date(seconds + minutes * 60_000).toISOString().slice(0, 19);
          const size = Math.abs(minutes);
          const offset =
            minutes === 0
              ? 'Z'
              : `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
          expect(parseInstant(`${local}${offset}`)).toBe(new Date(seconds).toISOString());
        },
      ),
    );
  });

  test('people read it in UTC', () => {
    expect(utc('2026-12-05T21:00:00.123Z')).toBe('2026-12-05 21:00:00 UTC');
  });
});

import { describe, expect, test } from '@jest/globals';
import { formatBytes } from '../../../src/core/values/bytes.ts';
import { formatDuration, parseDuration } from '../../../src/core/values/duration.ts';

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['6h', 21_600_000],
    ['14d', 1_209_600_000],
    ['2w', undefined],
    ['0s', undefined],
    ['30', undefined],
    ['1h30m', undefined],
    ['-1s', undefined],
    ['1.5h', undefined],
    ['9999999s', undefined],
    ['', undefined],
  ])('%s is %p ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each([
    [0, '0 s'],
    [1234, '1.2 s'],
    [42_000, '42 s'],
    [60_000, '1 min'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [59_600, '1 min'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
    [14 * 86_400_000 + 3_600_000, '14 d 1 h'],
  ])('%d ms is shown as %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [5 * 2 ** 30, '5.0 GiB'],
])('%d bytes are shown as %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

// Two times and a limit, by tables.
import { expect, test } from '@jest/globals';
import { judgeSpeed } from '../../../../src/steps/preflight/servers/speed-checks.ts';
import type { Measured } from '../../../../src/steps/preflight/servers/speed-checks.ts';

const SPEED = { files: 20, size: 1024 ** 2, slowerThan: 5, write: false };
const WRITING = { ...SPEED, write: true };
const read = (source: number, gateway: number): Measured => ({
  read: { source, gateway, files: 20, bytes: 20 * 1024 ** 2, way: 'direct' },
  write: undefined,
  rename: undefined,
});
const findingsOf = (...asked: Parameters<typeof judgeSpeed>): string[] =>
  judgeSpeed(...asked).map(({ state, found }) => `${state}: ${found}`);

test.each([
  [100, 500, 'pass', '5.0'],
  [100, 501, 'fail', '5.0'],
  [100, 30, 'pass', '0.3'],
  // A source that takes no time to speak of: ten milliseconds are taken for it.
  [0, 0, 'pass', '0.0'],
  [0, 50, 'pass', '5.0'],
  [1, 51, 'fail', '5.1'],
  [9, 60, 'fail', '6.0'],
])('source %i ms, gateway %i ms: %s', (source, gateway, state, ratio) => {
  expect(judgeSpeed(SPEED, read(source, gateway))).toEqual([
    {
      area: 'Speed',
      check: 'Reading through the gateway',
      state,
      found: `20 files, 20.0 MiB past the server's cache: ${source} ms on the source, ${gateway} ms through the gateway, ${ratio} times; ${state === 'pass' ? 'at most 5 are allowed' : 'expected at most 5'}`,
      ...(state === 'fail' && { cure: expect.stringMatching(/slower-than/) as unknown }),
    },
  ]);
});

test('writing and renaming are judged each by itself, where they are asked for', () => {
  const times = {
    ...read(100, 100),
    write: { source: 50, gateway: 800 },
    rename: { source: 40, gateway: 41 },
  };
  expect(judgeSpeed(WRITING, times).map(({ check, state }) => `${check}: ${state}`)).toEqual([
    'Reading through the gateway: pass',
    'Writing through the gateway: fail',
    'Renaming through the gateway: pass',
  ]);
  expect(findingsOf(SPEED, times)).toHaveLength(1);
});

test('what was not measured is unproven', () => {
  expect(findingsOf(WRITING, { read: undefined, write: undefined, rename: undefined })).toEqual([
    expect.stringMatching(/^unproven: no file beside canary.copy is on source and gateway/),
    expect.stringMatching(/^unproven: it was not measured; expected 20 files of 1.0 MiB/),
    expect.stringMatching(/^unproven: it was not measured/),
  ]);
});

test.each([
  [-1, 5],
  [5, -1],
  [NaN, 5],
  [5, NaN],
])('times %p and %p are none', (source, gateway) => {
  expect(findingsOf(SPEED, read(source, gateway))).toEqual([expect.stringMatching(/^unproven: /)]);
});

test('a measurement through a cache is named so', () => {
  const { read: seen } = read(100, 100);
  const cached = { ...seen, source: 1, gateway: 1, files: 1, bytes: 9, way: 'cached' as const };
  expect(findingsOf(SPEED, { read: cached, write: undefined, rename: undefined })).toEqual([
    expect.stringMatching(
      /^pass: 1 file, 9 B through the server's cache, as it could not be bypassed/,
    ),
  ]);
});

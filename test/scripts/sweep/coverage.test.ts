// The list of what was swept.
import { expect, test } from '@jest/globals';
import { after, coverageText, missing, readCoverage } from '../../../scripts/sweep/coverage.ts';
import { nameOf } from '../../../scripts/sweep/points.ts';
import type { Trial } from '../../../scripts/sweep/points.ts';

const trial = (nth: number, step = 'freeze'): Trial => ({
  ...{ kind: 'kill', servers: 1, step, name: 'after ssm.SendCommand', nth },
});
const name = (nth: number, step?: string): string => nameOf(trial(nth, step));

test('is written sorted, and read again', () => {
  const coverage = {
    safe: new Set([name(10), name(2), name(1, 'approved')]),
    open: new Set([name(3), name(2)]),
  };
  const text = coverageText(coverage);
  expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
    'open kill 1 freeze after ssm.SendCommand: 3',
    'safe kill 1 approved after ssm.SendCommand: 1',
    'safe kill 1 freeze after ssm.SendCommand: 2 10',
    '',
  ]);
  // What is safe is not open any more.
  expect(readCoverage(text)).toEqual({ ...coverage, open: new Set([name(3)]) });
});

test('a line of another form is refused', () => {
  expect(() => readCoverage('kill 1 freeze: 1\n')).toThrow(
    `swept.txt: expected "safe NAME: NUMBERS", got 'kill 1 freeze: 1'; restore the file`,
  );
});

test('what is neither safe nor open is new', () => {
  const trials = [trial(1), trial(2), trial(3)];
  expect(missing(trials, new Set([name(1)]), new Set([name(2)]))).toEqual([trial(3)]);
});

test('behind a sweep it has what was safe, not what was unsafe, and not what is gone', () => {
  const before = { safe: new Set([name(1), name(2)]), open: new Set([name(3), name(4)]) };
  const swept = { safe: [name(3)], unsafe: new Set([name(1)]) };
  const now = after(before, swept, (one) => one === name(4));
  expect(now).toEqual({ safe: new Set([name(2), name(3)]), open: new Set([name(3)]) });
  // The unsafe one is in neither, so it counts as new until it is mended.
  expect(missing([trial(1)], now.safe, now.open)).toEqual([trial(1)]);
});

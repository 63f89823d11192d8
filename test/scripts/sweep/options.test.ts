// The command line of the sweep.
import { expect, test } from '@jest/globals';
import { readOptions } from '../../../scripts/sweep/options.ts';

test('without arguments everything is swept with one server', () => {
  expect(readOptions([])).toEqual({
    ...{ seed: 1, only: '', random: undefined, seconds: undefined, jobs: 2 },
    ...{ resume: false, unswept: false, every: false, list: false },
    servers: [1],
    kinds: ['kill', 'lost', 'late', 'overtaken', 'again'],
  });
});

test('reads what is asked for', () => {
  const argv = '--seed 7 --random 500 --seconds 60 --servers 1,2 --kinds late --resume --jobs 1';
  expect(readOptions(argv.split(' '))).toMatchObject({
    ...{ seed: 7, random: 500, seconds: 60, resume: true, jobs: 1 },
    servers: [1, 2],
    kinds: ['late'],
  });
  expect(readOptions(['--help'])).toBeUndefined();
});

test.each([
  [['--seed', 'x'], "--seed: expected a whole number from 0 to 4294967295, got 'x'"],
  [['--servers', '1,4'], "--servers: expected a whole number from 1 to 3, got '4'"],
  [['--jobs', '0'], "--jobs: expected a whole number from 1 to 64, got '0'"],
  [['--kinds', 'kil'], "--kinds: expected some of kill,lost,late,overtaken,again, got 'kil'"],
])('refuses %j', (argv, message) => {
  expect(() => readOptions(argv)).toThrow(message);
});

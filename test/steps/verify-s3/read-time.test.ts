// Whether a job has the time to read the metadata of every object.
import { expect, test } from '@jest/globals';
import {
  assertTimeToRead,
  MOST_HEADS,
  READ_ALL_TAKES,
} from '../../../src/steps/verify-s3/read-time.ts';
import type { Verify } from '../../../src/runbook/runbook.ts';

const verify = (depth: Verify['depth'], sample: Verify['sample']): Verify =>
  ({ depth, sample }) as unknown as Verify;

test('all of more files than a job can read is refused, with what it would take', () => {
  expect(() => assertTimeToRead(verify('metadata', 'all'), MOST_HEADS)).not.toThrow();
  expect(() => assertTimeToRead(verify('metadata', 'all'), 100_000_000)).toThrow(
    'verify.sample in the runbook: expected "all" with at most 36000000 files, as many as a job can read in 5 h, ' +
      'got 100000000 files, which take about 834 minutes and as many billed requests; ' +
      'write a number of files as the sample; nothing was compared yet',
  );
  expect(() => assertTimeToRead(verify('content', 'all'), MOST_HEADS + 1)).toThrow('verify.sample');
});

test('a sample, or size alone, reads what it reads', () => {
  for (const [depth, sample] of [
    ['size', 'all'],
    ['metadata', 300],
    ['content', 1_000_000],
  ] as const)
    expect(() => assertTimeToRead(verify(depth, sample), 1_000_000_000)).not.toThrow();
});

test('the plan says what everything takes', () => {
  expect(READ_ALL_TAKES).toBe(
    'one billed request for each file: a million take about 9 minutes, and more than 36 million are refused',
  );
});

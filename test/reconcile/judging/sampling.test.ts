import { describe, expect, test } from '@jest/globals';
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { Sample, sampleStatement, upperBound } from '../../../src/reconcile/judging/sampling.ts';
import { rowBytes } from '../rows/rows.ts';

const rows = Array.from({ length: 1000 }, (_, i) =>
  rowOf(rowBytes('f 1', `a/${String(i).padStart(4, '0')}`)),
);

function sampled(size: number, seed: string, count = rows.length): number[] {
  const sample = new Sample(size, seed);
  for (const row of rows.slice(0, count)) sample.offer(row);
  return sample.rows().map((one) => Number(one.subarray(-5, -1).toString()));
}

describe('a sample', () => {
  test('is the same for one run, and another for another', () => {
    expect(sampled(20, 'run 1')).toEqual(sampled(20, 'run 1'));
    expect(sampled(20, 'run 1')).not.toEqual(sampled(20, 'run 2'));
  });

  test('has as many different paths as asked for, in order, or all', () => {
    for (const size of [0, 1, 20, 999, 1000, 2000]) {
      const found = sampled(size, 'x');
      expect(new Set(found).size).toBe(Math.min(size, 1000));
      expect(found).toEqual(found.toSorted((a, b) => a - b));
    }
    expect(sampled(5, 'x', 0)).toEqual([]);
  });

  test('gives each path the same chance', () => {
    const hits = new Array<number>(10).fill(0);
    for (let run = 0; run < 600; run += 1)
      for (const one of sampled(10, `run ${run}`))
        hits[Math.floor(one / 100)] = (hits[Math.floor(one / 100)] ?? 0) + 1;
    // 600 expected in each tenth; five standard deviations are 116.
    for (const count of hits) expect(Math.abs(count - 600)).toBeLessThan(116);
  });
});

describe('the statement of a sample', () => {
  test.each([
    [
      { sampled: 300, differences: 0, population: 1e6 },
      'no difference in 300 sampled files: below 1 % with 95 % confidence',
    ],
    [
      { sampled: 3000, differences: 0, population: 1e6 },
      'no difference in 3000 sampled files: below 0.1 % with 95 % confidence',
    ],
    [
      { sampled: 59, differences: 0, population: 100 },
      'no difference in 59 sampled files: below 5 % with 95 % confidence',
    ],
    [
      { sampled: 1, differences: 0, population: 100 },
      'no difference in 1 sampled file: below 95 % with 95 % confidence',
    ],
    [
      { sampled: 7, differences: 0, population: 7 },
      'no difference in 7 files: all of them were compared',
    ],
    [{ sampled: 300, differences: 1, population: 1e6 }, '1 of 300 sampled files differs'],
    [{ sampled: 300, differences: 2, population: 1e6 }, '2 of 300 sampled files differ'],
    [{ sampled: 0, differences: 0, population: 5 }, 'no file was sampled, which proves nothing'],
  ])('%j', (finding, statement) => {
    expect(sampleStatement(finding)).toBe(statement);
  });

  test('never claims more than the numbers do', () => {
    for (let n = 1; n < 20_000; n += 13) {
      const share = Number(
        /below ([0-9.]+) %/.exec(
          sampleStatement({ sampled: n, differences: 0, population: 1e9 }),
        )?.[1],
      );
      expect(share / 100).toBeGreaterThanOrEqual(upperBound(n) - 1e-12);
    }
  });
});

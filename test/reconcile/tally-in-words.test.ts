// A sum in words adds up: who reads "205 of 207 are the same" also reads what the other two are.
import { expect, test } from '@jest/globals';
import { emptyTally, sourceInWords } from '../../src/reconcile/tally.ts';
import type { Counts } from '../../src/reconcile/tally.ts';

test.each<[Partial<Counts>, number, string]>([
  [{ same: 207 }, 207, '207 of 207 paths are the same'],
  [{ same: 1 }, 1, '1 of 1 path is the same'],
  [{ same: 206, newer: 1 }, 207, '206 of 207 paths are the same, 1 is newer than the transfer'],
  [
    { same: 205, allowed: 2 },
    207,
    '205 of 207 paths are the same, 2 are of a kind that the runbook allows',
  ],
  [
    { same: 1, missing: 1, differs: 2 },
    4,
    '1 of 4 paths is the same, 1 is missing, 2 are different',
  ],
  // What the source does not have, or what the task leaves out, is no part of the sum.
  [
    { same: 2, extra: 3, tolerated: 4, 'to-remove': 5, filtered: 6 },
    2,
    '2 of 2 paths are the same',
  ],
])('%j of %i', (counts, all, words) => {
  const tally = emptyTally();
  Object.assign(tally.paths, counts);
  tally.source.paths = all;
  expect(sourceInWords(tally)).toBe(words);
});

test('the words can say which paths', () => {
  expect(sourceInWords(emptyTally(), ' in 2 folders')).toBe(
    '0 of 0 paths in 2 folders are the same',
  );
});

import { expect, test } from '@jest/globals';
import { inWords, minutesInWords } from '../../../src/core/values/duration.ts';

test.each([
  [1, 'one'],
  [2, 'two'],
  [10, 'ten'],
])('%d is %s', (count, word) => {
  expect(inWords(count)).toBe(word);
});

test.each([
  [60_000, 'a minute'],
  [120_000, 'two minutes'],
  [600_000, 'ten minutes'],
])('%d ms are %s', (milliseconds, words) => {
  expect(minutesInWords(milliseconds)).toBe(words);
});

test.each([0, 11, 1.5, -1, Number.NaN])('%d has no word', (count) => {
  expect(() => inWords(count)).toThrow('no word for');
  expect(() => minutesInWords(count * 60_000)).toThrow('no word for');
});

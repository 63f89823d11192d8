// Sizes: one spelling in runbooks, binary units for people.
import { expect, test } from '@jest/globals';
import { formatBytes, parseBytes } from '../../../src/core/values/bytes.ts';

test.each([
  ['5GiB', 5 * 1024 ** 3],
  ['100MiB', 100 * 1024 ** 2],
  ['1B', 1],
  ['0MiB', undefined],
  ['5GB', undefined],
  ['5 GiB', undefined],
  ['1.5GiB', undefined],
  ['-1GiB', undefined],
  ['999999999TiB', undefined],
])('%s is %s bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
])('%s bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

// How a document reads its parameters: the base64 of any bytes but NUL, and nothing that only looks like it.
import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const COMMON = join(import.meta.dirname, '..', '..', 'infra', 'documents', 'lib', 'common.sh');

/** A line for each value: the bytes that it is read as, or the words of the refusal. */
const PROGRAM = `
. "$COMMON"
for given; do
  (
    decode Name "$given"
    printf '%s' "$value" | od -An -v -tx1 | tr -d ' \\n'
  ) | sed "s/^@detail=/@/; /^@refusal=/d"
  echo
done`;

function read(values: readonly string[]): string[] {
  const text = execFileSync('/bin/sh', ['-c', PROGRAM, 'sh', ...values], {
    env: { COMMON, PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('@') ? Buffer.from(line.slice(1), 'base64').toString() : line));
}

const base64 = (bytes: readonly number[]): string => Buffer.from(bytes).toString('base64');

test('any bytes but NUL, of any length, with line ends at their end', () => {
  const every = Array.from({ length: 255 }, (_, index) => index + 1);
  const texts = [
    ...Array.from({ length: 9 }, (_, length) => every.slice(100, 101 + length)),
    [10],
    [65, 10, 10],
    [46, 13, 10],
    every,
    Array.from({ length: 20 }, () => every).flat(),
  ];
  expect(read(texts.map(base64))).toEqual(texts.map((one) => Buffer.from(one).toString('hex')));
});

test('a NUL, another alphabet, and what is not written as base64 writes it are refused', () => {
  const texts = ['=', '==', '====', 'QQ', 'QUJ', 'QR==', 'QUF=', 'Q===', 'QQ=A', 'QQ==QQ==', 'A'];
  const odd = ['QUJ-', 'QUJ_', 'QU JD', 'QUJD\\n', 'QUJD QUJD', 'QUJD*', 'QUJDé', '-d', '$(id)'];
  const nul = [[0], [65, 0], [0, 65], [65, 0, 65], [65, 66, 67, 0]].map(base64);
  for (const [index, said] of read([...texts, ...odd, ...nul]).entries())
    expect([index, said]).toEqual([index, expect.stringMatching(/^Name is not (the )?base64/)]);
  expect(read(['QUJD\n', '\nQUJD', 'QU\nJD', 'QUJD\n\n'])).toEqual(
    Array.from({ length: 4 }, () => 'Name is not the base64 of a text without NUL'),
  );
});

// An act behind a gate does what its reviewers were asked about, or nothing.
import { expect, test } from '@jest/globals';
import { CutoverError } from '../../../src/core/errors.ts';
import { assertSeen, seenDigest } from '../../../src/steps/frame/seen.ts';

const SEEN = seenDigest({ run: '42', list: 'c0'.repeat(32) });

test('the digest is the same for the same, whatever the order of its keys', () => {
  expect(seenDigest({ list: 'c0'.repeat(32), run: '42' })).toBe(SEEN);
  expect(seenDigest({ list: 'c1'.repeat(32), run: '42' })).not.toBe(SEEN);
});

test('without a digest nobody was asked; the same passes; another one is drift', () => {
  expect(() => assertSeen('it', undefined, SEEN)).not.toThrow();
  expect(() => assertSeen('it', SEEN, SEEN)).not.toThrow();
  const other = seenDigest({ run: '43', list: null });
  expect(() => assertSeen('what would be copied', other, SEEN)).toThrow(CutoverError);
  expect(() => assertSeen('what would be copied', other, SEEN)).toThrow(
    `what would be copied: expected what the reviewers were asked about (${other}), got something else (${SEEN})`,
  );
});

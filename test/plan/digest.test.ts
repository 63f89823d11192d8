// Equal runbooks have equal digests, however they are written; different ones have different digests.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Document, isCollection, isScalar, parse, Scalar, visit } from 'yaml';
import { planDigest } from '../../src/plan/digest.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import { changed, load, sound } from '../runbook/image-archive.ts';

const rich = changed(
  'timeout: 5h',
  'timeout: 5h\n  options: {VerifyMode: NONE, Atime: BEST_EFFORT}',
)
  .replace('timeout: 30m', 'timeout: 30m\n  folders: [images, "old ones"]')
  .replace('cutover: cutover', 'cutover: cutover\n  sign-off: [owner, business]');
const expected = planDigest(planOf(load(rich), 'cutover'));

/** The same data written in another way: `choose(n)` is a number below n. */
function rewritten(text: string, choose: (n: number) => number): string {
  const document = new Document(shuffled(parse(text), choose));
  const styles = [Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE] as const;
  visit(document, {
    Scalar: (key, node) => {
      if (typeof node.value === 'string') node.type = styles[choose(3)] ?? Scalar.PLAIN;
      if (key !== 'key' && choose(4) === 0) node.comment = ' a remark';
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && choose(4) === 0)
        key.commentBefore = ` for the reader\n\n of ${String(key.value)}`;
    },
    Collection: (_, node) => {
      if (isCollection(node) && node !== document.contents) node.flow = choose(3) === 0;
    },
  });
  const written = document.toString({ indent: 1 + choose(4), lineWidth: 0 });
  return choose(2) === 0 ? written : written.replaceAll('\n', '\r\n');
}

function shuffled(value: unknown, choose: (n: number) => number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item, choose));
  const entries = Object.entries(value).map(([key, of]) => [key, shuffled(of, choose)] as const);
  for (let i = entries.length - 1; i > 0; i -= 1) {
    const j = choose(i + 1);
    [entries[i], entries[j]] = [entries[j] ?? ['', 0], entries[i] ?? ['', 0]];
  }
  return Object.fromEntries(entries);
}

test('key order, comments, quoting, flow, indent and line ends do not change the digest', () => {
  const texts = new Set<string>();
  const numbers = fc.infiniteStream(fc.nat());
  fc.assert(
    fc.property(numbers, (stream) => {
      const text = rewritten(rich, (n) => (stream.next().value ?? 0) % n);
      texts.add(text);
      expect(planDigest(planOf(load(text), 'cutover'))).toBe(expected);
    }),
    { numRuns: 60 },
  );
  expect(texts.size).toBeGreaterThan(50);
});

describe('what changes the digest', () => {
  test.each([
    ['a length of time', 'timeout: 5h', 'timeout: 4h'],
    ['a file', 'to: new-image.jpg', 'to: other-image.jpg'],
    ['the order of gates', '[owner, business]', '[business, owner]'],
    ['an option', 'VerifyMode: NONE', 'VerifyMode: ONLY_FILES_TRANSFERRED'],
    ['the depth of the proof', 'depth: content', 'depth: metadata'],
  ])('%s', (_, from, to) => {
    const text = rich.replace(from, to);
    expect(text).not.toBe(rich);
    expect(planDigest(planOf(load(text), 'cutover'))).not.toBe(expected);
  });

  test('how far the run goes', () => {
    const digests = (['plan', 'proof', 'cutover'] as const).map((until) =>
      planDigest(planOf(load(sound), until)),
    );
    expect(new Set(digests).size).toBe(3);
  });

  test('but not the same time in another unit', () => {
    expect(planDigest(planOf(load(rich.replace('timeout: 5h', 'timeout: 300m')), 'cutover'))).toBe(
      expected,
    );
  });
});

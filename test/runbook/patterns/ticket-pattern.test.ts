// Patterns that are let through are quick on any text, as a matcher that tries every way one after the other proves.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isUnambiguous } from '../../../src/runbook/patterns/ticket-pattern.ts';
import { patternTree, type Tree } from '../../../src/runbook/patterns/pattern-tree.ts';

const most = 20_000;
let steps = 0;

/** Calls `then` for every way in which the tree reads the text from `at`, as RegExp does, until one is taken. */
function reads(tree: Tree, text: string, at: number, then: (end: number) => boolean): boolean {
  steps += 1;
  if (steps > most) return true;
  switch (tree.kind) {
    case 'one': {
      const code = text.charCodeAt(at);
      const bit = 1n << BigInt(code < 128 ? code : 128);
      return at < text.length && (tree.of & bit) !== 0n && then(at + 1);
    }
    case 'any':
      return tree.parts.some((part) => reads(part, text, at, then));
    case 'all': {
      const from = (i: number, place: number): boolean => {
        const part = tree.parts[i];
        return part === undefined
          ? then(place)
          : reads(part, text, place, (end) => from(i + 1, end));
      };
      return from(0, at);
    }
    case 'repeat': {
      const again = (count: number, place: number): boolean => {
        const more = (end: number): boolean =>
          (end > place || count < tree.least) && again(count + 1, end);
        if (count < tree.most && reads(tree.body, text, place, more)) return true;
        return count >= tree.least && then(place);
      };
      return again(0, at);
    }
  }
}

const matches = (tree: Tree, text: string): boolean => {
  steps = 0;
  return reads(tree, text, 0, (end) => end === text.length);
};

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c', '[ab]', '[^a]', '\\d', '.', 'é'),
    fc.array(tie('pattern'), { minLength: 2, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
      .map(([body, sign]) => `(?:${body})${sign}`),
  ),
}));
const texts = fc.array(
  fc.oneof(
    fc
      .constantFrom('a', 'b', 'ab', 'c')
      .chain((part) =>
        fc.constantFrom('', 'a', 'c', '!').map((end) => part.repeat(24 / part.length) + end),
      ),
    fc
      .array(fc.constantFrom('a', 'b', 'c', '7', 'é'), { maxLength: 12 })
      .map((all) => all.join('')),
  ),
  { minLength: 4, maxLength: 8 },
);

test('the tree means what the pattern means, and what is let through never tries for long', () => {
  let letThrough = 0;
  let refused = 0;
  fc.assert(
    fc.property(pattern, texts, (source, all) => {
      const tree = patternTree(source);
      if (tree === undefined) throw new Error(`${source} is not understood`);
      if (!isUnambiguous(tree)) {
        refused += 1;
        return;
      }
      letThrough += 1;
      for (const text of all) {
        expect(matches(tree, text)).toBe(new RegExp(`^(?:${source})$`).test(text));
        expect(steps).toBeLessThan(most);
      }
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(letThrough, refused)).toBeGreaterThan(200);
});

test('what is refused may try for very long', () => {
  for (const source of ['(a+)+', '(a|a)*', '(a|aa)+', '(?:a?){24}']) {
    const tree = patternTree(source);
    expect(tree !== undefined && isUnambiguous(tree)).toBe(false);
    if (tree !== undefined) matches(tree, `${'a'.repeat(24)}!`);
    expect(steps).toBeGreaterThan(most);
  }
});

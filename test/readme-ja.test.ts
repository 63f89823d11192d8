// The Japanese README says what the English one says: the same commands, links, names and order.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const english = read('README.md');
const japanese = read('README.ja.md');

// What a translation keeps; comments behind commands it does not.
const kept: Record<string, (text: string) => string[]> = {
  commands: (text) =>
    [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
      block
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/\s+#.*$/, '')),
    ),
  links: (text) =>
    [...text.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^README(\.ja)?\.md$/.test(target)),
  'levels of headings': (text) => [...text.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks),
  'first cells of tables': (text) =>
    [...text.matchAll(/^\| (\[?`[^|]+?) +\|/gm)].map(([, cell = '']) => cell),
  'ends of scenarios': (text) =>
    [...text.matchAll(/\| (confirmed|failed|rolled-back) +\|$/gm)].map(([, end = '']) => end),
  'numbered steps': (text) => [...text.matchAll(/^(\d)\. /gm)].map(([, number = '']) => number),
  'names in code, as a set': (text) =>
    [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name))].sort(),
};

describe('both READMEs have the same', () => {
  test.each(Object.entries(kept))('%s', (_, find) => {
    const expected = find(english);
    expect(expected.length).toBeGreaterThan(0);
    expect(find(japanese)).toEqual(expected);
  });
});

test('each leads to the other', () => {
  expect(english).toContain('[日本語](README.ja.md)');
  expect(japanese).toContain('[English](README.md)');
});

// docs/words.md: each word once, in order, used by the product, and no page says it another way.
import { describe, expect, test } from '@jest/globals';
import { PAGES, filesOf, read, words } from './pages.ts';
import { sentencesOf } from './prose.ts';

const table = words();
const wordPattern = (word: string): RegExp =>
  new RegExp(`(?<![\\w-])${word.replaceAll(/[ -]/g, '[ -]')}(?![\\w])`, 'i');

test('the table has its rows, each word once and in alphabetical order', () => {
  const all = table.map(({ word }) => word);
  expect(all.length).toBe(read('docs/words.md').match(/^\| \*\*/gm)?.length);
  expect(all.length).toBeGreaterThan(50);
  expect(all).toEqual([...new Set(all)].sort());
});

test('code, YAML or pages use every word', () => {
  const used = filesOf(
    'src/**/*.ts',
    'lab/**/*.ts',
    'lab/scenarios/*.yml',
    '.github/workflows/*.yml',
  )
    .concat(PAGES.filter((page) => page !== 'docs/words.md'))
    .map(read)
    .join('\n');
  const unused = table.filter(({ word }) => !wordPattern(word).test(used));
  expect(unused.map(({ word }) => word)).toEqual([]);
});

test('readers find the table from both READMEs and from where contributors begin', () => {
  for (const page of ['README.md', 'README.ja.md', 'CONTRIBUTING.md'])
    expect(read(page)).toContain('(docs/words.md)');
});

describe.each(PAGES.filter((page) => page !== 'docs/words.md'))('%s', (page) => {
  test('has no wording that stands for a word of the table', () => {
    const never = table.flatMap((row) => row.never).map(wordPattern);
    const found = sentencesOf(read(page)).filter(({ text }) =>
      never.some((wording) => wording.test(text)),
    );
    expect(found.map(({ line, text }) => `${line}: ${text}`)).toEqual([]);
  });
});

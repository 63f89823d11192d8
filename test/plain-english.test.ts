// Documents for readers whose first language is not English: short sentences, and none of the turns that are hard to read.
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PAGES, filesOf, read } from './docs/pages.ts';
import { sentencesOf, sentencesOfText } from './docs/prose.ts';
import type { Sentence } from './docs/prose.ts';

const MOST_WORDS = 25;
/** Each stands in the rules of CONTRIBUTING.md, with what to write instead. */
const TURNS: readonly RegExp[] = [
  /\btold\b/i,
  /\btells? (of|what|all|which|at once)\b/i,
  /\b(nobody|nothing|no one) has \w+(ed|de)\b/i,
  /\bwhere (that|this|it) is \w+er\b/i,
  /\b(for want of|unless said|one too many)\b/i,
];

/** The sentences that are too long or turned round, each with its line. */
const hard = (sentences: readonly Sentence[]): string[] =>
  sentences
    .filter(({ text, words }) => words > MOST_WORDS || TURNS.some((turn) => turn.test(text)))
    .map(({ line, text, words }) => `${line}: ${words} words: ${text}`);

test('the pages are all there', () => {
  expect(PAGES).toEqual(
    expect.arrayContaining([
      'README.md',
      'actions/verify-s3/README.md',
      'docs/scale.md',
      'docs/setup.md',
      'docs/words.md',
    ]),
  );
});

/** All pages: test/docs/words.test.ts reads the first ones for their words, too. */
const ALL = [
  ...PAGES,
  ...filesOf('docs/adr/*.md', '.github/*.md'),
  'SECURITY.md',
  'CONTRIBUTING.md',
  'changes/README.md',
];

describe.each(ALL)('%s', (page) => {
  test('has sentences of at most 25 words, and none that is turned round', () => {
    const sentences = sentencesOf(read(page));
    expect(sentences.length).toBeGreaterThan(3);
    expect(hard(sentences)).toEqual([]);
  });
});

test('README.ja.md has sentences of at most 70 characters', () => {
  const sentences = sentencesOf(read('README.ja.md')).flatMap(({ text }) => text.split(/(?<=。)/));
  expect(sentences.length).toBeGreaterThan(100);
  const long = sentences.filter((one) => /\p{L}/u.test(one) && one.trim().length > 70);
  expect(long).toEqual([]);
});

/** Every text under a key `description`, at any depth. */
function descriptions(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.toLowerCase() === 'description' && typeof inner === 'string'
      ? [inner]
      : descriptions(inner),
  );
}

/** The comments of a YAML file; lines below each other are one text. */
function comments(yaml: string): Sentence[] {
  const lines = yaml.split('\n').map((line) => /^\s*# ?(.*)$/.exec(line)?.[1]);
  const texts = new Map<number, string>();
  let began = 0;
  for (const [index, text] of lines.entries()) {
    if (text === undefined || text === '') began = 0;
    else {
      if (began === 0) began = index + 1;
      texts.set(began, `${texts.get(began) ?? ''} ${text}`.trim());
    }
  }
  return [...texts].flatMap(([line, text]) => sentencesOfText(text, line));
}

describe.each(
  filesOf('actions/*/action.yml', '.github/workflows/*.yml', 'runbooks/*.yml', 'infra/cutover.yml'),
)('%s', (file) => {
  test('has descriptions and comments of short sentences', () => {
    const text = read(file);
    const described = descriptions(parse(text, { logLevel: 'silent' })).flatMap((one) =>
      sentencesOfText(one, 0),
    );
    const all = [...described, ...comments(text)];
    expect(all.length).toBeGreaterThan(0);
    expect(hard(all)).toEqual([]);
  });
});

describe('what counts as prose', () => {
  const long = Array.from({ length: MOST_WORDS + 1 }, () => 'word').join(' ');
  const short = Array.from({ length: MOST_WORDS }, () => 'word').join(' ');
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a paragraph over two lines', `one\n${long}.`, [`1: 27 words: one ${long}.`]],
    ['two sentences, a full stop between them', `${short}. W${short.slice(1)}.`, []],
    ['a sentence after a link', `${short}. [it](x.md) ${short}.`, [`1: 26 words: it ${short}.`]],
    ['an item, which ends where the next begins', `- ${short}\n- ${short}`, []],
    ['a long item', `- ${long}`, [`1: 26 words: ${long}`]],
    ['a heading', `# ${long}`, [`1: 26 words: ${long}`]],
    ['a semicolon does not end a sentence', `${short}; word.`, [`1: 26 words: ${short}; word.`]],
    ['nor in a cell', `| a | ${short}; word |`, [`1: 26 words: ${short}; word`]],
    ['a long cell', `| a | ${long} |`, [`1: 26 words: ${long}`]],
    ['the text of an image', `![${long}](x.png)`, [`1: 26 words: ${long}`]],
    ['a turn', 'All problems are told at once.', ['1: 6 words: All problems are told at once.']],
    ['code is one word', `${short.slice(5)} \`${long}. ${long}\`.`, []],
    ['a fenced block', `\`\`\`sh\n${long}\n\`\`\``, []],
    ['an indented one', `- a\n\n  \`\`\`sh\n  ${long}\n  \`\`\``, []],
    ['what npm run docs writes', `<!-- keys -->\n| ${long} |\n<!-- /keys -->`, []],
    [
      'the examples of the rules',
      `<!-- before and after -->\n${long}\n<!-- /before and after -->`,
      [],
    ],
    ['what comes after it', `<!-- keys -->\n<!-- /keys -->\n\n${long}`, [`4: 26 words: ${long}`]],
    ['an abbreviation', `${short} e.g. this`, [`1: 27 words: ${short} e.g. this`]],
  ];
  test.each(cases)('%s', (_, markdown, found) => {
    expect(hard(sentencesOf(markdown))).toEqual(found);
  });

  test('comments below each other are one text, and an empty one parts them', () => {
    expect(hard(comments(`# one\n  # ${long}\nkey: 1\n# ${short}\n#\n# word`))).toEqual([
      `1: 27 words: one ${long}`,
    ]);
  });
});

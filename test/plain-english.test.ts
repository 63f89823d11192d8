// Documents for readers whose first language is not English: short sentences, and none of the turns that are hard to read.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const repository = join(import.meta.dirname, '..');
const pages = globSync(
  [
    'docs/architecture.md',
    'docs/adr/*.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'changes/README.md',
    '.github/*.md',
  ],
  { cwd: repository },
).sort();

const MOST_WORDS = 25;
/** Each stands in the rules of CONTRIBUTING.md, with what to write instead. */
const TURNS: readonly RegExp[] = [
  /\b(is|are|was|were) told\b/i,
  /\btells? (of|what|all|which)\b/i,
  /\b(nobody|nothing|no one) has \w+(ed|de)\b/i,
  /\bwhere (that|this|it) is \w+er\b/i,
  /\bone too many\b/i,
  /\bfor want of\b/i,
  /\bunless said\b/i,
];

/** The sentences of a page: of its paragraphs, items and cells, without code, blocks and headings. */
function sentences(text: string): string[] {
  const blocks = text
    .replaceAll(/^```[^]*?^```$/gm, '\n')
    .replaceAll(/^(#.*|\|[ |:-]*\|)$/gm, '\n')
    .replaceAll(/^\s*([-*]|\d+\.) /gm, '\n\n')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/`[^`]*`/g, 'code')
    .split(/\n\s*\n|\|/);
  return blocks
    .flatMap((block) => block.replaceAll(/\s+/g, ' ').split(/(?<=[.!?][)*_]*) (?=\S)/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

const words = (sentence: string): number =>
  sentence.split(' ').filter((word) => /\w/.test(word)).length;

/** The rules that a sentence breaks; those in the column "before" of the rules are there to be seen. */
function hard(text: string): string[] {
  const shown = text.replaceAll(/<!-- before and after -->[^]*?<!-- \/before and after -->/g, '');
  return sentences(shown).filter(
    (sentence) => words(sentence) > MOST_WORDS || TURNS.some((turn) => turn.test(sentence)),
  );
}

describe.each(pages)('%s', (page) => {
  test('has no sentence that is long or turned round', () => {
    expect(hard(readFileSync(join(repository, page), 'utf8'))).toEqual([]);
  });
});

test('a long sentence and a hard turn are found, in paragraphs, items and tables; code is one word', () => {
  const long = Array.from({ length: MOST_WORDS + 1 }, () => 'word').join(' ');
  const short = Array.from({ length: MOST_WORDS }, () => 'word').join(' ');
  expect(hard(`# ${long}\n\n${long}.\n\n- ${short}. \`${long}\`\n\n| a | ${long} |\n`)).toEqual([
    `${long}.`,
    long,
  ]);
  expect(hard('All problems are told at once.\nThe log names them.')).toEqual([
    'All problems are told at once.',
  ]);
});

// The picture of a review comment: its text is text, in lines that fit, and nothing of one run alone is in it.
import { expect, test } from '@jest/globals';
import { commentPicture } from '../../../scripts/docs/comment-picture.ts';
import { textOf } from '../../../scripts/docs/svg.ts';

const shown = (...lines: string[]): readonly string[] =>
  textOf(commentPicture(lines.join('\n')))
    .split('\n')
    .slice(1);

test.each<[what: string, markdown: readonly string[], text: readonly string[]]>([
  ['a heading', ['## ⚠️ 1 risk', '', '### <code>x</code>'], ['⚠️ 1 risk', 'x']],
  ['code and bold text', ['Merged **now** into <code>main</code>.'], ['Merged now into main.']],
  ['a link', ['Look at [<code>a.yml:1</code>](https://x/y) first'], ['Look at a.yml:1 first']],
  ['entities', ['A &#60;b&#62; &#38; <code>&#64;c</code>'], ['A <b> & @c']],
  ['a list', ['1. First', '2. Second'], ['1.', 'First', '2.', 'Second']],
  ['a list without numbers', ['- First', '- Second'], ['First', 'Second']],
  ['an alert', ['> [!WARNING]', '> - **new**: x'], ['Warning', 'new: x']],
  ['a table', ['| a | |', '|---|---|', '| <code>b</code> | c |'], ['a', 'bc']],
  [
    'what is folded',
    ['<details><summary>Plan</summary>', '', '```diff', '+1', '```', '', '</details>'],
    ['Plan'],
  ],
  ['the foot, without the marker', ['<!-- mark -->', '', '<sub>Each push</sub>'], ['Each push']],
])('%s', (_what, markdown, text) => {
  expect(shown(...markdown)).toEqual(text);
});

test.each([
  ['', '![an image](x)'],
  ['', '> [!NOTE]'],
  ['an item of the list', '1. First\nand more'],
])('what no review has is refused: %s %s', (what, markdown) => {
  expect(() => shown(markdown)).toThrow(`the comment: expected ${what}`);
});

test('a long text breaks between words, and stays inside', () => {
  const words = `The ${'servers '.repeat(40)}<code>${'x'.repeat(30)}</code> end`;
  const picture = commentPicture(words);
  expect(shown(words).length).toBeGreaterThan(2);
  expect(shown(words)).toEqual(shown(words).map((line) => line.trim()));
  const ends = [...picture.matchAll(/<tspan x="([\d.]+)" textLength="([\d.]+)"/g)].map(
    ([, x, width]) => Number(x) + Number(width),
  );
  expect(Math.max(...ends)).toBeLessThan(866 - 16);
});

test('text of others stays text', () => {
  expect(commentPicture('A &#60;script&#62; of &#38;amp;')).toContain(
    'A &#60;script&#62; of &#38;amp;',
  );
});

test('two runs of one change have one picture', () => {
  const comment = (commit: string, took: string): string =>
    [
      `Commit <code>${commit}</code> as it would be merged into <code>main</code>.`,
      '',
      '| runbook | rehearsal |',
      '|---|---|',
      `| x | ✅ confirmed after ${took} |`,
      '',
      `<details><summary>Rehearsal of x: ✅ confirmed after ${took}</summary>`,
      '</details>',
    ].join('\n');
  const one = commentPicture(comment('04d8896', '6 min 56 s'));
  expect(commentPicture(comment('1b1fe79', '1 h 2 min'))).toBe(one);
  expect(textOf(one)).toContain('Rehearsal of x: ✅ confirmed after 7 min');
});

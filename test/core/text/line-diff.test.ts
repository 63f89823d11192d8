import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../../src/core/text/line-diff.ts';

/** The texts that a diff of whole texts stands for. */
const side = (lines: readonly string[], marks: string): string[] =>
  lines.filter((line) => marks.includes(line.charAt(0))).map((line) => line.slice(1));

describe('what differs between two texts', () => {
  test.each<[string, string[], string[], string[]]>([
    ['nothing', ['a', 'b'], ['a', 'b'], []],
    ['all is new', [], ['a', 'b'], ['+a', '+b']],
    ['all is gone', ['a'], [], ['-a']],
    ['one line', ['a', 'b', 'c'], ['a', 'x', 'c'], [' a', '-b', '+x', ' c']],
    ['a line that moved', ['a', 'b', 'c'], ['b', 'c', 'a'], ['-a', ' b', ' c', '+a']],
    [
      'two parts far from each other, each under its section',
      ['one', ' 1', ' 2', ' 3', 'two', ' 4', ' 5', ' 6', ' 7', ' 8', ' 9'],
      ['one', ' x', ' 2', ' 3', 'two', ' 4', ' 5', ' 6', ' 7', ' 8', ' y'],
      [' one', '- 1', '+ x', '  2', '  3', '@@ two', '  7', '  8', '- 9', '+ y'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(lineDiff(before, after).lines).toEqual(lines);
  });

  test('both texts can be read from it, and no line is shown twice', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' d'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        // Marks on both ends make everything near a difference, if the texts are as short as these.
        const { added, lines, removed } = lineDiff(before, after);
        const shown = lines.filter((line) => !line.startsWith('@@'));
        expect(side(shown, '+').length).toBe(added);
        expect(side(shown, '-').length).toBe(removed);
        expect(after.length - before.length).toBe(added - removed);
        expect(isPart(side(shown, ' -'), before)).toBe(true);
        expect(isPart(side(shown, ' +'), after)).toBe(true);
      }),
    );
  });

  test('texts that are too long for a table are shown as gone and new', () => {
    const many = (word: string): string[] => Array.from({ length: 3000 }, (_, i) => `${word} ${i}`);
    const { added, removed } = lineDiff(['same', ...many('old')], ['same', ...many('new')]);
    expect([added, removed]).toEqual([3000, 3000]);
  });
});

function isPart(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at += 1;
  return at === part.length;
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { code, fenced, plain, quiet, visible } from '../../../src/core/text/markdown.ts';

describe('text of others in Markdown', () => {
  test.each([
    ['a|b', 'a&#124;b'],
    ['<img src=x>', '&#60;img src=x&#62;'],
    ['`rm`', '&#96;rm&#96;'],
    ['[x](https://evil)', '&#91;x&#93;(https&#58;//evil)'],
    ['two\nlines', 'two&#92;nlines'],
    ['# title', '&#35; title'],
    ['- item', '&#45; item'],
    ['plain-text_1.jpg (2)', 'plain-text&#95;1.jpg (2)'],
  ])('%j is made plain', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('no text breaks out of its table cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).not.toMatch(/[|<>`\n\r]/);
        expect(code(text).slice('<code>'.length, -'</code>'.length)).not.toMatch(/[|<>`\n\r]/);
      }),
    );
  });

  test.each([
    ['@org/team', '&#64;\u200Borg/team'],
    ['fixes #12, GH-3', 'fixes #\u200B12, GH-\u200B3'],
    ['![x](http://evil)', '!&#91;x&#93;(http&#58;//evil)'],
  ])('%j tells nobody and links nowhere in a comment', (text, expected) => {
    expect(quiet(text)).toBe(expected);
  });

  test('code links nowhere', () => {
    expect(code('https://evil www.evil @x')).toBe(
      '<code>https&#58;//evil www&#46;evil &#64;x</code>',
    );
  });

  test('no line ends a fenced block', () => {
    expect(fenced(['a', '```', '@x\u202e'], 'diff')).toBe('````diff\na\n```\n@x\\u{202e}\n````');
  });

  test('characters that reorder a line become visible', () => {
    expect(visible('a\u202Egpj.exe\u0007')).toBe('a\\u{202e}gpj.exe\\u{7}');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { code, plain, visible } from '../../src/core/markdown.ts';

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

  test('characters that reorder a line become visible', () => {
    expect(visible('a\u202Egpj.exe\u0007')).toBe('a\\u{202e}gpj.exe\\u{7}');
  });
});

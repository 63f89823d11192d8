import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  acceptedRows,
  pathOfVisible,
  visiblePath,
} from '../../../src/reconcile/paths/visible-path.ts';
import { collect, rowBytes } from '../rows/rows.ts';

describe('a path that is shown', () => {
  test.each<[shown: string, path: string | Buffer]>([
    ['images/00001.jpg', 'images/00001.jpg'],
    ['ü 😀 日本/e\u0301', 'ü 😀 日本/e\u0301'],
    ['a\\nb\\tc\\rd\\\\e', 'a\nb\tc\rd\\e'],
    ['\\x20a b\\x20\\x20', ' a b  '],
    ['a\\xff\\xfeb', Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ['\\xc3(', Buffer.from([0xc3, 0x28])],
    ['ü\\xe2\\x82', Buffer.concat([Buffer.from('ü'), Buffer.from([0xe2, 0x82])])],
    ['\\u{202e}gpj.exe', '\u202egpj.exe'],
    ['\\u{1}\\u{7f}\\u{85}\\u{2028}', '\u0001\u007f\u0085\u2028'],
    ['\\\\xff', '\\xff'],
  ])('%s', (shown, path) => {
    expect(visiblePath(Buffer.from(path as string))).toBe(shown);
    expect(pathOfVisible(shown)).toEqual(Buffer.from(path as string));
  });

  test('any bytes become one line of text and come back', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', maxLength: 6 }).map((text) => Buffer.from(text)),
      fc.constantFrom('\\', '\\x', '\\u{41}', ' ', '\n').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        const path = Buffer.concat(parts);
        const shown = visiblePath(path);
        expect(shown).not.toMatch(/[\n\r\t\0]|^ | $/);
        expect(pathOfVisible(shown)).toEqual(path);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['a\\q', 'a\\', '\\u{110000}', '\\u{d800}', '\\x0'])('is refused as %s', (text) => {
    expect(() => pathOfVisible(text)).toThrow(/expected escapes/);
  });
});

test('an accept-list becomes sorted rows', async () => {
  const { rows, count } = acceptedRows('# reviewed by two\r\nb\\nc\n\na/\\xff\nb\\nc\n');
  expect(count).toBe(2);
  expect(await collect(rows)).toEqual(
    Buffer.concat([rowBytes('', Buffer.from([0x61, 0x2f, 0xff])), rowBytes('', 'b\nc')]),
  );
});

// Pages as bytes: everything that XML and S3 allow in them, and everything that is not a whole page.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BufferPool } from '../../../../src/aws/s3/listing/buffer-pool.ts';
import { PageScanner } from '../../../../src/aws/s3/listing/page-scanner.ts';
import type { ScannedPage } from '../../../../src/aws/s3/listing/page-scanner.ts';
import { UnreadablePage } from '../../../../src/aws/s3/listing/xml-bytes.ts';
import { byBytes, document, entry, rowOf } from '../listing-server.ts';

const END = '<IsTruncated>false</IsTruncated>';

const scan = (text: string | Buffer, prefix = '', range = {}): ScannedPage =>
  new PageScanner(Buffer.from(prefix), new BufferPool()).scan(Buffer.from(text), range);

const rowsOf = ({ rows }: ScannedPage): string => rows.piece.toString('utf8', 0, rows.length);

/** One entry, its elements given. */
const one = (elements: string): string => document(END, [`<Contents>${elements}</Contents>`]);

const TIME = '<LastModified>1970-01-01T00:00:01.500Z</LastModified>';
const SIZE = '<Size>7</Size>';

describe('entries', () => {
  test.each([
    [
      'in any order, with spaces between',
      `\n ${SIZE}\n<Key>k</Key> ${TIME}`,
      '7 1500 - STANDARD/k',
    ],
    [
      'with what else S3 may write',
      `<Key>k</Key>${TIME}<ETag>&#34;abc-3&#34;</ETag>${SIZE}<ChecksumAlgorithm>SHA256</ChecksumAlgorithm><ChecksumAlgorithm>CRC32</ChecksumAlgorithm>` +
        '<Owner><ID>0</ID><DisplayName/><Key>not this</Key></Owner><StorageClass>DEEP_ARCHIVE</StorageClass><RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>',
      '7 1500 abc-3 DEEP_ARCHIVE/k',
    ],
    [
      'an etag in bare quotes',
      `<Key>k</Key><ETag>"abc"</ETag>${TIME}${SIZE}`,
      '7 1500 abc STANDARD/k',
    ],
    ['an etag without any', `<Key>k</Key><ETag>abc</ETag>${TIME}${SIZE}`, '7 1500 abc STANDARD/k'],
    ['an empty etag', `<Key>k</Key><ETag/>${TIME}${SIZE}`, '7 1500 - STANDARD/k'],
    [
      'entities around the percent signs',
      `<Key>a&amp;%26&#43;%2B&lt;+&#x1F600;</Key>${TIME}${SIZE}`,
      '7 1500 - STANDARD/a&&+++< \u{1f600}'.replace('+++', ' +'),
    ],
  ])('%s', (_, elements, row) => {
    expect(rowsOf(scan(one(elements)))).toBe(`${row}\0`);
  });

  test('keys that are not percent-encoded are taken as they are', () => {
    const plain = one(`<Key>a%20b+&amp;</Key>${TIME}${SIZE}`).replace(
      'url</EncodingType>',
      '</EncodingType>',
    );
    expect(rowsOf(scan(plain))).toBe('7 1500 - STANDARD/a%20b+&\0');
  });

  test.each([
    '1970-01-01T00:00:00.000Z',
    '1999-12-31T23:59:59.999Z',
    '2000-02-29T12:00:00.001Z',
    '2026-03-01T00:00:00.000Z',
    '2100-02-28T01:02:03.040Z',
  ])('the time %s', (time) => {
    const page = scan(one(`<Key>k</Key><LastModified>${time}</LastModified>${SIZE}`));
    expect(rowsOf(page).split(' ')[1]).toBe(String(Date.parse(time)));
  });

  test('any key, of any bytes that UTF-8 has', () => {
    const key = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'));
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 30 }),
        fc.constantFrom('', 'p/', 'ü +%/'),
        (found, prefix) => {
          const keys = found.sort(byBytes);
          const page = scan(
            document(
              END,
              keys.map((name, i) => entry(prefix + name, i)),
            ),
            prefix,
          );
          expect(page.problem).toBeUndefined();
          expect(page.objects).toBe(keys.length);
          expect(rowsOf(page)).toBe(keys.map(rowOf).join(''));
        },
      ),
    );
  });
});

describe('the range', () => {
  const page = document(END, ['a', 'b', 'c'].map(entry));
  const within = (after?: string, until?: string): ScannedPage =>
    scan(page, '', {
      after: after === undefined ? undefined : Buffer.from(after),
      until: until === undefined ? undefined : Buffer.from(until),
    });

  test('ends with its last key, whether that exists or not', () => {
    expect(within()).toMatchObject({ objects: 3, reachedEnd: false });
    expect(within(undefined, 'b')).toMatchObject({ objects: 2, reachedEnd: true });
    expect(within(undefined, 'bb')).toMatchObject({ objects: 2, reachedEnd: true });
    expect(within(undefined, 'c')).toMatchObject({ objects: 3, reachedEnd: true });
    expect(within(undefined, 'd')).toMatchObject({ objects: 3, reachedEnd: false });
    expect(within(undefined, 'A')).toMatchObject({ objects: 0, reachedEnd: true, last: undefined });
    expect(within(undefined, 'bb').last?.toString()).toBe('b');
  });

  test('begins after a key: that key or one before it is out of order', () => {
    expect(within('Z').problem).toBeUndefined();
    expect(within('a').problem).toMatchObject({ kind: 'order' });
  });

  test("the prefix's own object has no row", () => {
    const root = scan(document(END, ['p/', 'p/a'].map(entry)), 'p/');
    expect(root).toMatchObject({ objects: 1, root: true, problem: undefined });
    expect(rowsOf(root)).toBe(rowOf('a', 1));
    const late = scan(document(END, ['p/a', 'p/'].map(entry)), 'p/', { after: Buffer.from('A') });
    expect(late.problem).toMatchObject({ kind: 'order' });
  });

  test('a short key after a longer one with the same beginning is out of order', () => {
    expect(scan(document(END, ['ab', 'a'].map(entry))).problem).toMatchObject({ kind: 'order' });
    expect(scan(document(END, ['a', 'ab'].map(entry))).problem).toBeUndefined();
  });
});

describe('what is not a page', () => {
  const refuses = (text: string | Buffer): void => {
    expect(() => scan(text)).toThrow(UnreadablePage);
  };

  test('any page cut anywhere', () => {
    const page = Buffer.from(document(END, ['a', 'b'].map(entry)));
    for (let length = 0; length < page.length; length += 1) refuses(page.subarray(0, length));
  });

  test('any page with a hole in it is refused, or read as what it says', () => {
    const whole = document(END, ['aaa', 'bbb', 'ccc'].map(entry));
    const right = rowsOf(scan(whole));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.integer({ min: 1, max: 400 }), (at, length) => {
        try {
          const page = scan(whole.slice(0, at) + whole.slice(at + length));
          // A hole within a text cannot be seen; one that swallows an entry must be.
          expect(page.problem === undefined ? page.objects : 3).toBe(3);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UnreadablePage);
        }
      }),
      { numRuns: 500 },
    );
    expect(right).toBe(['aaa', 'bbb', 'ccc'].map(rowOf).join(''));
  });

  test.each([
    ['nothing', ''],
    ['another root', '<Other></Other>'],
    ['two documents', document(END) + document(END)],
    ['text between elements', document(`${END}text`)],
    ['a comment', document(`${END}<!-- x -->`)],
    ['a comment in an ignored element', document(`${END}<Owner><!-- x --></Owner>`)],
    ['a word instead of the end', document('<IsTruncated>maybe</IsTruncated>')],
    ['the end twice', document(END + END)],
    ['folded keys', document(`${END}<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>`)],
    ['an error', document(`${END}<Error><Code>InternalError</Code></Error>`)],
    [
      'a count that does not fit',
      document(END, [entry('a', 0)]).replace('>1</KeyCount>', '>2</KeyCount>'),
    ],
    ['an entry without a key', one(TIME + SIZE)],
    ['an empty key', one(`<Key></Key>${TIME}${SIZE}`)],
    ['a key without a text', one(`<Key/>${TIME}${SIZE}`)],
    ['an entry without a size', one(`<Key>k</Key>${TIME}`)],
    ['an entry without a time', one(`<Key>k</Key>${SIZE}`)],
    ['a key twice in an entry', one(`<Key>k</Key><Key>l</Key>${TIME}${SIZE}`)],
    ['a child in a key', one(`<Key>k<b/></Key>${TIME}${SIZE}`)],
    ['another closing tag', one(`<Key>k</Kay>${TIME}${SIZE}`).replace('</Kay>', '</Bey>')],
    ['a bad percent sign', one(`<Key>a%2</Key>${TIME}${SIZE}`)],
    ['a worse one', one(`<Key>a%zz</Key>${TIME}${SIZE}`)],
    ['an unknown entity', one(`<Key>a&nbsp;</Key>${TIME}${SIZE}`)],
    ['a bare ampersand', one(`<Key>a&b</Key>${TIME}${SIZE}`)],
    ['a size that is no number', one(`<Key>k</Key>${TIME}<Size>-1</Size>`)],
    ['an empty size', one(`<Key>k</Key>${TIME}<Size/>`)],
    ['a size out of all bounds', one(`<Key>k</Key>${TIME}<Size>12345678901234567</Size>`)],
    [
      'a time without its zone',
      one(`<Key>k</Key><LastModified>2026-01-31T10:20:30.000</LastModified>${SIZE}`),
    ],
    [
      'a day that is none',
      one(`<Key>k</Key><LastModified>2026-13-31T10:20:30Z</LastModified>${SIZE}`),
    ],
    ['an etag of two words', one(`<Key>k</Key><ETag>a b</ETag>${TIME}${SIZE}`)],
    [
      'a slash in a storage class',
      one(`<Key>k</Key>${TIME}${SIZE}<StorageClass>A/B</StorageClass>`),
    ],
    ['a zero byte', one(`<Key>k\0</Key>${TIME}${SIZE}`)],
    ['a tag that never ends', '<ListBucketResult><Contents </ListBucketResult>'],
  ])('%s', (_, text) => {
    refuses(text);
  });
});

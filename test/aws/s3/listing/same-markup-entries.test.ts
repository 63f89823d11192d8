// Entries of one page with the same markup, and with another: each is read as it is.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BufferPool } from '../../../../src/aws/s3/listing/buffer-pool.ts';
import { PageScanner } from '../../../../src/aws/s3/listing/page-scanner.ts';
import { document } from '../listing-server.ts';

const TIME = '<LastModified>1970-01-01T00:00:01.500Z</LastModified>';
const SIZE = '<Size>7</Size>';

/** Ways in which S3 and its likes write the same entry, and what of each is read. */
const FORMS: readonly ((key: string) => readonly [element: string, row: string])[] = [
  (key) => [
    `<Key>${key}</Key>${TIME}<ETag>&quot;aa&quot;</ETag>${SIZE}<StorageClass>STANDARD</StorageClass>`,
    `7 1500 aa STANDARD/${key}\0`,
  ],
  (key) => [
    `<Key>${key}</Key>${TIME}<ETag>&quot;aa-12&quot;</ETag>${SIZE}<StorageClass>STANDARD</StorageClass>`,
    `7 1500 aa-12 STANDARD/${key}\0`,
  ],
  (key) => [
    `<Key>${key}</Key>${TIME}<ETag>&quot;bb&quot;</ETag><Size>123</Size><StorageClass>GLACIER</StorageClass>`,
    `123 1500 bb GLACIER/${key}\0`,
  ],
  (key) => [
    `<Key>${key}</Key><LastModified>1970-01-01T00:00:02Z</LastModified><ETag>"cc"</ETag>${SIZE}`,
    `7 2000 cc STANDARD/${key}\0`,
  ],
  (key) => [
    `<Key>${key}</Key>${TIME}<ETag>dd</ETag><Owner><ID>1</ID></Owner>${SIZE}`,
    `7 1500 dd STANDARD/${key}\0`,
  ],
  (key) => [`<Key>${key}</Key>${TIME}<ETag></ETag>${SIZE}`, `7 1500 - STANDARD/${key}\0`],
  (key) => [`${SIZE}<Key>${key}</Key>${TIME}`, `7 1500 - STANDARD/${key}\0`],
];

test('entries of any form, with the same markup and with another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ form: fc.constantFrom(...FORMS), again: fc.nat(3), longer: fc.nat(9) })),
      (runs) => {
        const forms = runs.flatMap(({ form, again, longer }) =>
          Array.from({ length: again + 1 }, () => ({ form, longer })),
        );
        const written = forms.map(({ form, longer }, i) =>
          form(`k${String(i).padStart(3, '0')}${'x'.repeat(longer)}`),
        );
        const page = Buffer.from(
          document(
            '<IsTruncated>false</IsTruncated>',
            written.map(([element]) => `<Contents>${element}</Contents>`),
          ),
        );
        const { rows } = new PageScanner(Buffer.alloc(0), new BufferPool()).scan(page, {});
        expect(rows.piece.toString('utf8', 0, rows.length)).toBe(
          written.map(([, row]) => row).join(''),
        );
      },
    ),
  );
});

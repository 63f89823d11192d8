import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { END, MORE, ROW, RowCursor } from '../../../src/reconcile/rows/row-cursor.ts';
import { fieldText } from '../../../src/reconcile/rows/row-fields.ts';
import { readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';
import { gzipMembers, pieces, rowBytes, sourceRow } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'rows-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Seen {
  readonly fields: readonly string[];
  readonly path: Buffer;
}

async function readAll(cursor: RowCursor): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (;;) {
    const state = cursor.next();
    if (state === END) return seen;
    if (state === MORE) await cursor.fill();
    if (state !== ROW) continue;
    const count = cursor.spaceCount + 1;
    seen.push({
      fields: Array.from({ length: count }, (_, field) => fieldText(cursor, field)),
      path: Buffer.from(cursor.bytes.subarray(cursor.pathStart, cursor.pathEnd)),
    });
  }
}

const cursorOf = (bytes: Uint8Array, chunk: number): RowCursor =>
  new RowCursor(pieces(bytes, chunk), { name: 'the list' });

describe('a cursor', () => {
  const field = fc.stringMatching(/^[0-9a-zA-Z.-]{1,22}$/);
  const time = fc.oneof(
    fc.constantFrom(
      '1700000000.1234567890',
      '0.0000000000',
      '-1.5000000000',
      '99999999999.1234567890',
      '1700000000.123456789',
    ),
    fc
      .tuple(fc.integer(), fc.nat({ max: 999_999_999 }))
      .map(([s, ns]) => `${s}.${String(ns).padStart(9, '0')}0`),
  );
  const path = fc
    .uint8Array({ minLength: 0, maxLength: 60 })
    .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 ? 1 : byte))));
  // The same ones again and again, and some with the same beginning.
  const tail = fc.oneof(
    fc.constantFrom('644 1000 1000 1', '644 1000 1000 12', '64 1000 1000 1', '755 0 0 2'),
    fc.tuple(field, field, field, field).map((fields) => fields.join(' ')),
  );
  const row = fc.record({
    fields: fc.tuple(
      fc.constantFrom('f', 'd', 'l', 'b', 'c', 'p', 's', 'u'),
      field,
      time,
      time,
      tail,
    ),
    path,
  });

  test('reads any rows from chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 1, max: 200 }),
        async (rows, chunk) => {
          const bytes = Buffer.concat(
            rows.map(({ fields, path: p }) => rowBytes(fields.join(' '), p)),
          );
          expect(await readAll(cursorOf(bytes, chunk))).toEqual(
            rows.map(({ fields, path: p }) => ({ fields: fields.join(' ').split(' '), path: p })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('reads the four fields of a listing, and none of an accepted path', async () => {
    const bytes = Buffer.concat([
      rowBytes('10 1700000000000 abc-2 STANDARD', 'a'),
      rowBytes('', 'b/c'),
      rowBytes('10 1700000000000 0.34567890. GLACIER_IR', 'd'),
      // Where a manifest has a time, this has a dot and a space.
      rowBytes('10 1700000000000 abc STANDARD', '\t.nfs01--'),
      rowBytes('10 1700000000000 abc STANDARD', 'f'),
    ]);
    expect((await readAll(cursorOf(bytes, 7))).map(({ fields }) => fields)).toEqual([
      ['10', '1700000000000', 'abc-2', 'STANDARD'],
      [''],
      ['10', '1700000000000', '0.34567890.', 'GLACIER_IR'],
      ['10', '1700000000000', 'abc', 'STANDARD'],
      ['10', '1700000000000', 'abc', 'STANDARD'],
    ]);
  });

  test('keeps the path before readable, also over a refill and at the end', async () => {
    const paths = Array.from({ length: 40 }, (_, i) => `folder/${String(i).padStart(4, '0')}`);
    const cursor = cursorOf(Buffer.concat(paths.map((p) => sourceRow({ path: p }))), 33);
    const before: string[] = [];
    for (;;) {
      const state = cursor.next();
      if (state === MORE) await cursor.fill();
      else
        before.push(
          Buffer.from(cursor.bytes.subarray(cursor.previousStart, cursor.previousEnd)).toString(),
        );
      if (state === END) break;
    }
    expect(before).toEqual(['', ...paths]);
  });

  test.each<[name: string, bytes: Buffer]>([
    ['a row without its NUL at the end', Buffer.from('f 1/a')],
    [
      'a row cut inside its meta data',
      Buffer.concat([sourceRow({ path: 'a' }), Buffer.from('f 1')]),
    ],
    ['a row without a path', Buffer.from('f 1 2\0')],
    ['more fields than any list has', rowBytes('1 '.repeat(20), 'a')],
    ['a row that does not end', Buffer.alloc(200_000, 'a')],
    ['a path that does not end', Buffer.concat([Buffer.from('f/'), Buffer.alloc(200_000, 'a')])],
  ])('refuses %s', async (_, bytes) => {
    await expect(readAll(cursorOf(bytes, 4096))).rejects.toMatchObject({ code: 'unproven' });
  });
});

describe('a file of rows', () => {
  const rows = Array.from({ length: 3000 }, (_, i) =>
    sourceRow({ path: `f/${String(i).padStart(5, '0')}` }),
  );
  const read = async (bytes: Buffer): Promise<number> => {
    const file = join(folder, 'rows');
    writeFileSync(file, bytes);
    return (await readAll(new RowCursor(readRowsFile(file), { name: 'the file' }))).length;
  };

  test.each<[name: string, bytes: Buffer]>([
    ['plain', Buffer.concat(rows)],
    ["gzip'd", gzipSync(Buffer.concat(rows))],
    ["gzip'd in many members", gzipMembers(rows, 7)],
    ["gzip'd in two", gzipMembers(rows, 2999)],
  ])('is read %s', async (_, bytes) => {
    expect(await read(bytes)).toBe(3000);
  });

  test('may be empty', async () => {
    expect(await read(Buffer.alloc(0))).toBe(0);
    expect(await read(gzipSync(Buffer.alloc(0)))).toBe(0);
  });

  test.each<[name: string, bytes: Buffer]>([
    ['cut short', gzipSync(Buffer.concat(rows)).subarray(0, -20)],
    [
      'with other bytes behind it',
      Buffer.concat([gzipSync(Buffer.concat(rows)), Buffer.from('more')]),
    ],
    ['damaged', gzipSync(Buffer.concat(rows)).fill(0x55, 200, 260)],
  ])('is refused %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'unproven' });
  });

  test('that is not there is an error', async () => {
    await expect(readRowsFile(join(folder, 'none')).next()).rejects.toThrow(/ENOENT/);
  });
});

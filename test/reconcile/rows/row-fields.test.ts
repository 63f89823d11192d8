import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileAttributes, rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import * as fields from '../../../src/reconcile/rows/row-fields.ts';
import { objectRow, rowBytes, sourceRow } from './rows.ts';

const source = (entry: Partial<Parameters<typeof sourceRow>[0]>) =>
  rowOf(sourceRow({ path: 'a', ...entry }));

describe('the fields of a row', () => {
  test('of a manifest', () => {
    const row = source({
      type: 'f',
      size: 2 ** 53 - 1,
      mtime: '-3.5000000000',
      mode: '6750',
      links: 2,
    });
    expect(fileAttributes(row)).toEqual({
      type: 'f',
      size: 2 ** 53 - 1,
      mtime: -2_500_000_000n,
      mode: 0o6750,
      uid: 1000,
      gid: 1000,
      links: 2,
    });
    expect(fields.isSingle(row)).toBe(false);
    expect(fields.isSingle(source({ links: 11 }))).toBe(false);
    expect(fields.isSingle(source({ links: 1 }))).toBe(true);
  });

  test('of a listing', () => {
    const row = rowOf(
      objectRow({ path: 'a', size: 12, lastModified: 34, storageClass: 'GLACIER_IR' }),
    );
    expect(fields.objectSize(row)).toBe(12);
    expect(fields.integer(row, fields.LAST_MODIFIED)).toBe(34);
    expect(fields.fieldIs(row, fields.STORAGE_CLASS, Buffer.from('GLACIER'))).toBe(false);
    expect(fields.fieldIs(row, fields.STORAGE_CLASS, Buffer.from('GLACIER_IR'))).toBe(true);
  });

  test.each<[name: string, meta: string, read: (row: ReturnType<typeof rowOf>) => unknown]>([
    ['a type that find does not know', 'x 1 1.0 1.0 644 0 0 1', fields.typeOf],
    ['a type of two letters', 'ff 1 1.0 1.0 644 0 0 1', fields.typeOf],
    ['too few fields', 'f 1 1.0 1.0 644 0 0', fields.typeOf],
    ['too many fields', 'f 1 1.0 1.0 644 0 0 1 1', fields.typeOf],
    [
      'a size that is no number',
      'f 1k 1.0 1.0 644 0 0 1',
      (row) => fields.integer(row, fields.SIZE),
    ],
    ['an empty size', 'f  1.0 1.0 644 0 0 1', (row) => fields.integer(row, fields.SIZE)],
    [
      'a size above all numbers',
      'f 9007199254740993 1.0 1.0 644 0 0 1',
      (row) => fields.integer(row, fields.SIZE),
    ],
    ['a negative size', 'f -1 1.0 1.0 644 0 0 1', (row) => fields.integer(row, fields.SIZE)],
    ['a mode that is not octal', 'f 1 1.0 1.0 648 0 0 1', fileAttributes],
    ['a time that is none', 'f 1 now 1.0 644 0 0 1', fileAttributes],
    ['a time that no find writes', 'f 1 -0.5 1.0 644 0 0 1', fileAttributes],
    ['a ctime that is none', 'f 1 1.0 x 644 0 0 1', (row) => fields.isLater(row, fields.CTIME, 0)],
    ['a listing that has fewer fields', '1 2 3', fields.objectSize],
  ])('%s is refused', (_, meta, read) => {
    expect(() => read(rowOf(rowBytes(meta, 'a')))).toThrow(
      expect.objectContaining({ code: 'unproven' }),
    );
  });

  test('a time is later than an instant, to the nanosecond', () => {
    const later = (ctime: string, instant: number): boolean =>
      fields.isLater(source({ ctime }), fields.CTIME, instant);
    expect(later('1700000000.0000000000', 1_700_000_000_000)).toBe(false);
    expect(later('1700000000.0000000010', 1_700_000_000_000)).toBe(true);
    expect(later('1699999999.9999999990', 1_700_000_000_000)).toBe(false);
    expect(later('1700000000', 1_700_000_000_000)).toBe(false);
    expect(later('1700000001', 1_700_000_000_000)).toBe(true);
    expect(later('-1.0000000000', 0)).toBe(false);
    expect(later('-1.0000000000', -2000)).toBe(true);
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 2_000_000_000 }),
        fc.nat({ max: 999 }),
        fc.integer({ min: -3, max: 3 }),
        (seconds, ms, off) => {
          const text = `${seconds}.${String(ms).padStart(3, '0')}0000000`;
          expect(later(text, seconds * 1000 + ms + off)).toBe(off < 0);
        },
      ),
    );
  });

  test.each<[string, bigint]>([
    ['0.0000000000', 0n],
    ['0.5000000000', 500_000_000n],
    ['-1.0000000000', -1_000_000_000n],
    ['-1.7500000000', -250_000_000n],
    ['-2.5000000000', -1_500_000_000n],
    ['-2.9999999990', -1_000_000_001n],
    ['-8589934592.0000000010', -8_589_934_591_999_999_999n],
    ['8589934592.9999999990', 8_589_934_592_999_999_999n],
  ])('find writes %s for %s ns', (mtime, expected) => {
    expect(fields.nanoseconds(source({ mtime }), fields.MTIME)).toBe(expected);
  });

  test('every time comes back from what find writes of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 33), max: 2 ** 33 }),
        fc.nat({ max: 999_999_999 }),
        fc.constantFrom(fields.MTIME, fields.CTIME),
        (seconds, nanos, field) => {
          const text = `${seconds}.${String(nanos).padStart(9, '0')}0`;
          const row = source({ mtime: text, ctime: text });
          const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
          expect(fields.nanoseconds(row, field)).toBe(time);
          const ms = Number(time / 1_000_000n);
          expect(fields.isLater(row, field, ms)).toBe(time > BigInt(ms) * 1_000_000n);
        },
      ),
    );
  });

  test('the same time is seen as the same, up to the digits that are asked for', () => {
    const same = (a: string, b: string, digits: number): boolean =>
      fields.sameTime(source({ mtime: a }), source({ mtime: b }), digits);
    expect(same('1700000000.1234567890', '1700000000.1234567890', 9)).toBe(true);
    expect(same('1700000000.1234567890', '1700000000.1234567880', 9)).toBe(false);
    expect(same('1700000000.1234567890', '1700000000.1239999990', 3)).toBe(true);
    expect(same('1700000000.1234567890', '1700000000.1249999990', 3)).toBe(false);
    expect(same('1700000000.1234567890', '1700000000.9999999990', 0)).toBe(true);
    expect(same('1700000000.1234567890', '1700000001.1234567890', 0)).toBe(false);
    expect(same('170000000.1234567890', '1700000000.1234567890', 0)).toBe(false);
    expect(same('-1.5000000000', '-1.6000000000', 0)).toBe(true);
    expect(same('-1.5000000000', '-2.5000000000', 0)).toBe(false);
  });
});

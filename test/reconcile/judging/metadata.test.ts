import { describe, expect, test } from '@jest/globals';
import {
  strictestRule,
  compareObject,
  differingAttributes,
  EXACT,
  fileAttributes,
  GATEWAY,
  rowOf,
} from '../../../src/reconcile/judging/compare-rule.ts';
import type { FileAttributes } from '../../../src/reconcile/judging/compare-rule.ts';
import { sourceRow } from '../rows/rows.ts';

const source: FileAttributes = fileAttributes(
  rowOf(
    sourceRow({
      path: 'a',
      size: 7,
      mtime: '1595002920.1234567890',
      mode: '2640',
      owner: '1000 50',
    }),
  ),
);
const folder: FileAttributes = { ...source, type: 'd', size: 4096, mode: 0o2775 };
const metadata = {
  'file-permissions': '0102640',
  'file-owner': '1000',
  'file-group': '50',
  'file-mtime': '1595002920123456789ns',
  'file-atime': '1595002920123456789ns',
};

const sizeOf = ({ type, size }: FileAttributes): number => (type === 'd' ? 0 : size);

describe("an object's metadata", () => {
  const compare = (changes: Record<string, string | undefined>, of = source, size = sizeOf(of)) => {
    const merged: Record<string, string | undefined> = { ...metadata, ...changes };
    const all = Object.entries(merged).filter(
      (one): one is [string, string] => one[1] !== undefined,
    );
    return compareObject(of, { size, metadata: Object.fromEntries(all) }, EXACT);
  };

  test('says the same as the source', () => {
    expect(compare({})).toEqual({ verdict: 'same' });
    expect(compare({ 'file-permissions': '0042775' }, folder)).toEqual({ verdict: 'same' });
    // Written without the type, as some tools do.
    expect(compare({ 'file-permissions': '2640' })).toEqual({ verdict: 'same' });
  });

  test.each<[changes: Record<string, string>, attributes: string[]]>([
    [{ 'file-mtime': '1595002920123456788ns' }, ['mtime']],
    [{ 'file-permissions': '0100640' }, ['mode']],
    [{ 'file-permissions': '0042640' }, ['type']],
    [{ 'file-permissions': '0042644' }, ['type', 'mode']],
    [{ 'file-owner': '0' }, ['owner']],
    [{ 'file-group': '0', 'file-mtime': '0ns' }, ['mtime', 'owner']],
  ])('differs by %j', (changes, attributes) => {
    expect(compare(changes)).toEqual({ verdict: 'differs', attributes });
  });

  // Both forms that AWS documents: with `ns` nanoseconds, without it milliseconds.
  test.each<[time: string, mtime: bigint, verdict: string]>([
    ['1595002920123456789ns', 1595002920123456789n, 'same'],
    ['1595002920123456788ns', 1595002920123456789n, 'differs'],
    ['1595002920123', 1595002920123456789n, 'same'],
    ['1595002920124', 1595002920123456789n, 'differs'],
    ['1734968895000', 1734968895000000000n, 'same'],
    ['1734968895000', 1734968895500000000n, 'differs'],
    ['-1', -1n, 'same'],
    ['1595002920', 1595002920000000000n, 'differs'],
  ])('with the time %s of %d is %s', (time, mtime, verdict) => {
    expect(compare({ 'file-mtime': time }, { ...source, mtime }).verdict).toBe(verdict);
  });

  test('in milliseconds is held to what a looser rule looks at', () => {
    const got = { ...source, mtime: 1595002920999000000n, timeUnit: 'milliseconds' as const };
    expect(differingAttributes(source, got, GATEWAY)).toEqual([]);
    expect(differingAttributes(source, got, EXACT)).toEqual(['mtime']);
    expect(
      differingAttributes(
        { ...folder, mtime: 0n },
        { ...folder, ...got, mode: folder.mode },
        GATEWAY,
      ),
    ).toEqual([]);
  });

  test('differs by its size, whatever else it says', () => {
    expect(compare({}, source, 8)).toEqual({ verdict: 'differs', attributes: ['size'] });
    expect(compare({ 'file-mtime': undefined }, source, 8)).toEqual({
      verdict: 'differs',
      attributes: ['size'],
    });
    expect(compare({ 'file-permissions': '0042775' }, folder, 1)).toEqual({
      verdict: 'differs',
      attributes: ['size'],
    });
  });

  test.each<[name: string, changes: Record<string, string | undefined>, lacks: string[]]>([
    ['nothing of a time', { 'file-mtime': undefined }, ['file-mtime']],
    ['a time of another unit', { 'file-mtime': '1595002920s' }, ['file-mtime']],
    ['a time with a fraction', { 'file-mtime': '1595002920.123' }, ['file-mtime']],
    ['a date', { 'file-mtime': '2020-07-17T16:22:00Z' }, ['file-mtime']],
    [
      'an owner by name',
      { 'file-owner': 'root', 'file-group': undefined },
      ['file-owner', 'file-group'],
    ],
    ['permissions in letters', { 'file-permissions': 'rw-r--r--' }, ['file-permissions']],
  ])('proves nothing with %s', (_, changes, lacks) => {
    expect(compare(changes)).toEqual({ verdict: 'unproven', lacks });
  });
});

describe('a rule', () => {
  test('looks at a link less closely', () => {
    const link = { ...source, type: 'l' as const, mode: 0o777 };
    expect(differingAttributes(link, { ...link, mode: 0o644 }, EXACT)).toEqual([]);
  });

  test('rounds times down, before 1970 too', () => {
    const at = (mtime: bigint) => ({ ...source, mtime });
    expect(differingAttributes(at(-500_000_000n), at(-1_000_000_000n), GATEWAY)).toEqual([]);
    expect(differingAttributes(at(-500_000_000n), at(0n), GATEWAY)).toEqual(['mtime']);
  });

  test('is calibrated to the strictest that holds', () => {
    const shown = { ...source, mtime: 1595002920123000000n, mode: 0o640 };
    const shownFolder = { ...folder, mtime: 5n, mode: 0o775, uid: 1 };
    expect(
      strictestRule([
        { source, shown },
        { source: folder, shown: shownFolder },
      ]),
    ).toEqual({
      files: { mtimeDigits: 3, modeMask: 0o5777, owner: true },
      folders: { mtimeDigits: undefined, modeMask: 0o5777, owner: false },
    });
    expect(strictestRule([{ source, shown: source }]).files).toEqual(EXACT.files);
    expect(strictestRule([]).files).toEqual({ mtimeDigits: undefined, modeMask: 0, owner: false });
  });
});

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
    ['a time without its unit', { 'file-mtime': '1595002920' }, ['file-mtime']],
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

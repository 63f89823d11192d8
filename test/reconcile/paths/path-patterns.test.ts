import { describe, expect, test } from '@jest/globals';
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { pathPatterns, selection } from '../../../src/reconcile/paths/path-patterns.ts';
import { rowBytes } from '../rows/rows.ts';

const row = (path: string) => rowOf(rowBytes('1', path));

describe('a pattern', () => {
  test.each<[pattern: string, takes: string[], leaves: string[]]>([
    ['/dir', ['dir', 'dir/', 'dir/a', 'dir/a/b'], ['dira', 'a/dir', 'di']],
    ['/dir/', ['dir', 'dir/', 'dir/a'], ['dira']],
    ['dir', ['dir', 'dir/a'], ['a/dir']],
    ['/dir*', ['dir', 'dira', 'dir/a', 'dira/b'], ['di', 'a/dir']],
    ['*.tmp', ['a.tmp', 'a/b.tmp', '.tmp', 'a.tmp/b'], ['a.tmpx', 'tmp']],
    ['*/.snapshot', ['.snapshot', '.snapshot/x', 'a/b/.snapshot/'], ['a.snapshot', 'x.snapshot/y']],
    ['/a/*/c', ['a/b/c', 'a/b/x/c/d', 'a/b/c/'], ['a/c', 'a/bc']],
    ['/a*b*c', ['abc', 'axbxc', 'abbcc/d', 'axb/c'], ['ac', 'abcd']],
    ['/a|/b', ['a', 'b/c'], ['c', 'a|']],
    ['/a\\|b|/c\\*|/d\\\\e', ['a|b', 'c*', 'd\\e'], ['a', 'b', 'cx', 'de']],
    ['/a\\b', ['ab'], ['a\\b']],
    ['/', ['a', 'b/c'], []],
    ['/ü\n"', ['ü\n"'], ['u']],
    ['/.aws-datasync-metadata', ['.aws-datasync-metadata'], ['a/.aws-datasync-metadata']],
  ])('%s', (pattern, takes, leaves) => {
    const match = pathPatterns(pattern);
    expect(takes.filter((path) => match?.(row(path)) !== true)).toEqual([]);
    expect(leaves.filter((path) => match?.(row(path)) !== false)).toEqual([]);
  });

  test('of nothing is none', () => {
    expect(pathPatterns('')).toBeUndefined();
    expect(pathPatterns('||')).toBeUndefined();
    expect(selection({})).toBeUndefined();
  });

  test('that could take long does not', () => {
    const match = pathPatterns(`${'*a'.repeat(30)}*b`);
    expect(match?.(row('a'.repeat(4000)))).toBe(false);
  });
});

describe('the filters of a task', () => {
  test('take what is included and not excluded', () => {
    const selected = selection({ includes: '/a|/b*', excludes: '*.tmp' });
    expect(['a/x', 'b', 'bc/d'].every((path) => selected?.(row(path)))).toBe(true);
    expect(['c', 'a/x.tmp', 'b.tmp'].some((path) => selected?.(row(path)))).toBe(false);
  });

  test('refuse a star inside an include pattern, as DataSync does', () => {
    expect(() => selection({ includes: '/a*b' })).toThrow(/'\*' as the last character/);
    expect(() => selection({ includes: '/a\\*b' })).not.toThrow();
  });
});

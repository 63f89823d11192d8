// The commit of files that nobody has committed yet: all of them, and nothing is written to their repository.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { commitOf, snapshot, withFile } from '../../scripts/review/commits.ts';
import { readOptions } from '../../scripts/review/options.ts';

let root: string;
let repository: string;
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
  })
    .toString()
    .trim();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nfs-cutover-snapshot-'));
  repository = join(root, 'repository');
  git(root, 'init', '--quiet', '--initial-branch', 'main', repository);
  writeFileSync(join(repository, '.gitignore'), 'ignored\n');
  for (const name of ['changed', 'removed', 'same']) writeFileSync(join(repository, name), name);
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '-m', 'base');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('it has the files as they stand, and the repository stays as it is', () => {
  writeFileSync(join(repository, 'changed'), 'otherwise');
  writeFileSync(join(repository, 'new'), 'new');
  writeFileSync(join(repository, 'ignored'), 'ignored');
  rmSync(join(repository, 'removed'));
  const state = (): unknown => [
    git(repository, 'status', '--porcelain'),
    readdirSync(join(repository, '.git'), { recursive: true }).sort(),
  ];
  const before = state();
  const { commit, repository: own } = snapshot(repository, root);
  expect(state()).toEqual(before);
  expect(git(own, 'ls-tree', '--name-only', commit).split('\n')).toEqual([
    '.gitignore',
    'changed',
    'new',
    'same',
  ]);
  expect(git(own, 'show', `${commit}:changed`)).toBe('otherwise');
  expect(git(own, 'rev-parse', `${commit}^`)).toBe(commitOf(repository, 'main'));
});

test('one file of it can be another, in a commit on top', () => {
  const base = snapshot(repository, root);
  const commit = withFile(base, 'changed', 'otherwise');
  const { repository: own } = base;
  expect(git(own, 'diff', '--name-only', base.commit, commit)).toBe('changed');
  expect(git(own, 'show', `${commit}:changed`)).toBe('otherwise');
  expect(git(own, 'rev-parse', `${commit}^`)).toBe(base.commit);
});

test('a name that is no commit is reported in one sentence', () => {
  expect(() => commitOf(repository, 'nowhere')).toThrow(
    "expected a branch or commit of this repository, got 'nowhere'",
  );
  expect(() => commitOf(root, 'main')).toThrow(
    `expected a Git repository in ${root}, got none; clone it with git`,
  );
});

test('the command line', () => {
  expect(readOptions(['a', 'b', '--base', 'x', '--fork'])).toMatchObject({
    heads: ['a', 'b'],
    base: 'x',
    fork: true,
  });
  expect(readOptions(['--help'])).toBeUndefined();
  expect(() => readOptions(['--nonsense'])).toThrow('--nonsense');
});

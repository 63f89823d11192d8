// The commits of a pull request that is not there yet; the repository itself is only read.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commit's full name; throws in one sentence where there is none. */
export function commitOf(repository: string, name: string): string {
  try {
    return git(repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  } catch {
    throw new Error(`expected a branch or commit of this repository, got '${name}'`);
  }
}

/** A commit of the files as they stand, on top of HEAD, made in a repository of its own below `folder`. */
export function snapshot(repository: string, folder: string): Snapshot {
  const own = join(folder, 'snapshot.git');
  mkdirSync(own, { recursive: true });
  git(own, ['init', '--quiet', '--bare', '.']);
  const objects = git(repository, ['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  writeFileSync(join(own, 'objects', 'info', 'alternates'), `${objects}\n`);
  const parent = commitOf(repository, 'HEAD');
  const on = ['--git-dir', own, '--work-tree', repository];
  git(repository, [...on, 'read-tree', parent]);
  git(repository, [...on, 'add', '--all', '.']);
  const tree = git(repository, [...on, 'write-tree']);
  const words = 'The files as they stand here';
  return {
    repository: own,
    commit: git(own, [...WHO, 'commit-tree', tree, '-p', parent, '-m', words]),
  };
}

export interface Snapshot {
  /** A bare repository that has the commit and all others. */
  readonly repository: string;
  readonly commit: string;
}

/** A commit on top of a snapshot, in its repository: `path` has `text` there. */
export function withFile({ repository, commit }: Snapshot, path: string, text: string): string {
  const blob = git(repository, ['hash-object', '-w', '--stdin'], text);
  git(repository, ['read-tree', commit]);
  git(repository, ['update-index', '--cacheinfo', `100644,${blob},${path}`]);
  const tree = git(repository, ['write-tree']);
  return git(repository, [...WHO, 'commit-tree', tree, '-p', commit, '-m', `Change ${path}`]);
}

const WHO = ['-c', 'user.name=review', '-c', 'user.email=review@example.com'];

const git = (folder: string, args: readonly string[], input = ''): string =>
  execFileSync('git', args, { cwd: folder, input, stdio: 'pipe', maxBuffer: 64 << 20 })
    .toString()
    .trim();

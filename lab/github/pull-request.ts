// A pull request of the lab's GitHub: its commits in a repository of its own, the merge that runs check out, its comments.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './workflow/expressions.ts';
import { DEFAULT_BRANCH, OWNER, REPOSITORY, repositoryOf } from './repository.ts';

export interface PullRequestOptions {
  /** A repository that has the commits; nothing is written to it. */
  readonly source: string;
  /** Where GitHub's own repository is made: a folder that is not there yet. */
  readonly folder: string;
  /** The commit at which the base branch stands. */
  readonly base: string;
  /** The branch that the pull request comes from; anybody may call it anything. */
  readonly branch?: string;
  readonly number?: number;
  /** From somebody else's repository: its runs can write nothing. */
  readonly fork?: boolean;
}

export interface IssueComment {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
  body: string;
}

export const AUTHOR = 'author';

export class PullRequest {
  readonly folder: string;
  readonly number: number;
  readonly fork: boolean;
  readonly branch: string;
  readonly base: string;
  readonly comments: IssueComment[] = [];
  /** How often each comment was edited, by its id. */
  readonly edits = new Map<number, number>();
  action: 'opened' | 'synchronize' = 'opened';
  head = '';
  merge = '';
  title = '';

  constructor({ source, folder, base, branch, number, fork }: PullRequestOptions) {
    this.folder = folder;
    this.base = base;
    this.branch = branch ?? 'change';
    this.number = number ?? 7;
    this.fork = fork ?? false;
    mkdirSync(folder, { recursive: true });
    git(folder, ['init', '--quiet', '--bare', '--initial-branch', DEFAULT_BRANCH, '.']);
    const objects = execFileSync('git', ['rev-parse', '--git-path', 'objects'], { cwd: source });
    // The source's objects are read where they are.
    const full = execFileSync('realpath', [objects.toString().trim()], { cwd: source });
    writeFileSync(join(folder, 'objects', 'info', 'alternates'), full);
    git(folder, ['update-ref', `refs/heads/${DEFAULT_BRANCH}`, base]);
  }

  /** Opens the pull request, or pushes to it. Throws where the branch cannot be merged: GitHub starts no run then. */
  push(head: string): void {
    this.action = this.head === '' ? 'opened' : 'synchronize';
    this.head = git(this.folder, ['rev-parse', '--verify', `${head}^{commit}`]);
    this.title = git(this.folder, ['log', '-1', '--format=%s', this.head]);
    const tree = mergedTree(this.folder, this.base, this.head);
    const words = `Merge ${this.head} into ${this.base}`;
    const parents = ['-p', this.base, '-p', this.head];
    this.merge = git(this.folder, ['commit-tree', tree, ...parents, '-m', words]);
    git(this.folder, ['update-ref', this.mergeRef, this.merge]);
  }

  get mergeRef(): string {
    return `refs/pull/${this.number}/merge`;
  }

  /** The paths that differ from the base branch. */
  changedPaths(): readonly string[] {
    const args = ['diff', '--name-only', '-z', '--no-renames', this.base, this.merge];
    return git(this.folder, args).split('\0').filter(Boolean);
  }

  /** Writes a file of the merge commit to `target`. */
  extract(path: string, target: string): void {
    writeFileSync(target, git(this.folder, ['show', `${this.merge}:${path}`]));
  }

  /** Puts the merge commit into `workspace`, with so many commits of its history; 0 is all. */
  checkOut(workspace: string, depth: number): void {
    git(workspace, ['init', '--quiet', '--initial-branch', DEFAULT_BRANCH, '.']);
    const limit = depth === 0 ? [] : [`--depth=${depth}`];
    git(workspace, ['fetch', '--quiet', ...limit, `file://${this.folder}`, this.mergeRef]);
    git(workspace, ['checkout', '--quiet', '--detach', 'FETCH_HEAD']);
  }

  /** As the API and the event have it. */
  json(): Readonly<Record<string, Json>> {
    const { base, branch, fork, head, number, title } = this;
    const login = fork ? AUTHOR : OWNER;
    const [, name = ''] = REPOSITORY.split('/');
    const from = fork ? { full_name: `${login}/${name}`, fork: true } : repositoryOf();
    return {
      number,
      title,
      body: null,
      state: 'open',
      draft: false,
      merged: false,
      user: { login: AUTHOR, id: 3, type: 'User' },
      head: { ref: branch, sha: head, label: `${login}:${branch}`, repo: from },
      base: {
        ref: DEFAULT_BRANCH,
        sha: base,
        label: `${OWNER}:${DEFAULT_BRANCH}`,
        repo: repositoryOf(),
      },
    };
  }
}

const IDENTITY = { NAME: 'lab', EMAIL: 'lab@example.com' };

/** Git gets the same settings for everybody: those of the machine do not count here. */
function git(folder: string, args: readonly string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: IDENTITY.NAME,
    GIT_AUTHOR_EMAIL: IDENTITY.EMAIL,
    GIT_COMMITTER_NAME: IDENTITY.NAME,
    GIT_COMMITTER_EMAIL: IDENTITY.EMAIL,
  };
  const all = ['-C', folder, '-c', 'safe.directory=*', ...args];
  const output = execFileSync('git', all, {
    env,
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.toString().replace(/\n$/, '');
}

function mergedTree(folder: string, base: string, head: string): string {
  try {
    return git(folder, ['merge-tree', '--write-tree', base, head]).split('\n', 1)[0] ?? '';
  } catch (error) {
    const { status, stdout } = error as { status?: number; stdout?: Buffer };
    if (status !== 1) throw error;
    throw new Error(
      `the branch has conflicts with its base, so GitHub starts no run:\n${String(stdout)}`,
      { cause: error },
    );
  }
}

// An earlier state of this repository beside it, so that both run by turns.
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Earlier } from './benchmark.ts';

/** Checks `ref` out into `folder`, with the packages that are installed here. Disposing takes it away. Throws where git does. */
export function checkOut(root: string, ref: string, folder: string): Earlier & Disposable {
  if (ref.startsWith('-')) throw new Error(`--against: expected a commit, got '${ref}'`);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git('worktree', 'add', '--detach', '--force', folder, ref);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    ref: git('-C', folder, 'rev-parse', '--short', 'HEAD').trim(),
    root: folder,
    [Symbol.dispose]: () => void git('worktree', 'remove', '--force', folder),
  };
}

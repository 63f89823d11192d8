// How a test asks GitHub's API: without waiting, and with what was slept and said.
import type { GitHubAccess } from '../../src/github/octokit.ts';

interface Noted {
  readonly access: GitHubAccess;
  /** Milliseconds of each wait. */
  readonly slept: number[];
  readonly said: string[];
}

/** Time stands at `now`, and a wait takes none. */
export function notedAccess(
  apiUrl: string,
  { now = 0, token = 'secret', repository = 'octo/repo' } = {},
): Noted {
  const slept: number[] = [];
  const said: string[] = [];
  const clock = {
    now: () => now,
    sleep: (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
  const { signal } = new AbortController();
  const say = (line: string): void => {
    said.push(line);
  };
  return { access: { token, repository, apiUrl, clock, signal, say }, slept, said };
}

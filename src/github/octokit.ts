// The GitHub API's client, over Node's own fetch: no second HTTP client is bundled for it.
import type { getOctokit } from '@actions/github';
import type { Clock } from '../core/clock.ts';
import { useProxy } from './proxy.ts';
import { repeatReads } from './repeated-reads.ts';

/**
 * Requests by route, such as `request('GET /repos/{owner}/{repo}/…')`, typed by GitHub's own description. The methods
 * by name (`rest.*`) are left out of the build: they are 80 KB of the same routes.
 */
export type GitHubApi = Pick<ReturnType<typeof getOctokit>, 'request' | 'paginate'>;

/** How GitHub's API is asked about a repository. */
export interface GitHubAccess {
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** The runner's GITHUB_API_URL; GitHub's own when undefined. */
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Writes one line of progress. */
  readonly say: (line: string) => void;
}

/**
 * A client with that token for that API. It repeats reads that got no answer, and waits `attemptMs` for each answer. Goes
 * through the proxy of the environment where there is one. Loaded on request: other actions never pay for it.
 */
export async function githubApi(
  access: Omit<GitHubAccess, 'repository'>,
  attemptMs?: number,
): Promise<GitHubApi> {
  const { apiUrl, signal, token } = access;
  const { getOctokit } = await import('@actions/github');
  useProxy();
  const api = getOctokit(token, {
    request: { fetch, signal },
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
  });
  api.hook.wrap('request', repeatReads(access, attemptMs));
  return api;
}

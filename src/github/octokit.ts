// The GitHub API's client, over Node's own fetch: no second HTTP client is bundled for it.
import type { getOctokit } from '@actions/github';

/**
 * Requests by route, such as `request('GET /repos/{owner}/{repo}/…')`, typed by GitHub's own description. The methods
 * by name (`rest.*`) are left out of the build: they are 80 KB of the same routes.
 */
export type GitHubApi = Pick<ReturnType<typeof getOctokit>, 'request' | 'paginate'>;

/**
 * A client with `token` for the API at `apiUrl` (the runner's GITHUB_API_URL; GitHub's own when undefined). Goes
 * through the proxy of the environment where there is one. Loaded on request: other actions never pay for it.
 */
export async function githubApi(token: string, apiUrl: string | undefined): Promise<GitHubApi> {
  const { getOctokit } = await import('@actions/github');
  // Since Node 24.14; before, fetch knows no proxy. Not by `import`, which loads more than http (undici).
  const http: Partial<typeof import('node:http')> = process.getBuiltinModule('node:http');
  http.setGlobalProxyFromEnv?.();
  return getOctokit(token, {
    request: { fetch },
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
  });
}

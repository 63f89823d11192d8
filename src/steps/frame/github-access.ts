// How a step asks GitHub's API about its own repository.
import type { GitHubAccess } from '../../github/octokit.ts';
import type { RepositoryContext } from './context.ts';

/** Undefined where there is no token or no repository. */
export function gitHubAccess(
  { clock, env, say, signal }: RepositoryContext,
  token: string | undefined,
): GitHubAccess | undefined {
  const { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: repository } = env;
  if (token === undefined || repository === undefined) return undefined;
  return { token, repository, apiUrl, clock, signal, say };
}

// Who said yes or no to this run at its gates.
import { getReviewsForRun } from '../core/requests/github.ts';
import { githubApi } from './octokit.ts';
import type { GitHubAccess } from './octokit.ts';
import { gitHubFailure } from './refusals.ts';

export interface GateDecision {
  readonly environments: readonly string[];
  readonly state: string;
  readonly user: string;
  /** Whether it is an account of a person: not of an app. */
  readonly isPerson: boolean;
  readonly comment: string;
}

/**
 * The reviews of a run (GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals). They are per run: the API has
 * neither time nor attempt. Needs `actions: read`.
 */
export async function readGateDecisions(
  access: GitHubAccess,
  run: string,
): Promise<readonly GateDecision[]> {
  const { repository } = access;
  const [owner = '', repo = ''] = repository.split('/');
  try {
    const api = await githubApi(access);
    const { data } = await api.request(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
      getReviewsForRun({ owner, repo }, Number(run)).parameters,
    );
    return data.map((review) => ({
      environments: review.environments.map(({ name }) => name ?? ''),
      state: review.state,
      ...personIn(review),
      comment: review.comment,
    }));
  } catch (cause) {
    throw gitHubFailure(`the approvals of run ${run} in ${repository}`, cause, 'actions: read');
  }
}

/** An account that is gone may have no name any more: it is no person that can be told from others. */
function personIn({ user }: { readonly user: unknown }): Pick<GateDecision, 'user' | 'isPerson'> {
  const { login, type } = (user ?? {}) as { readonly login?: unknown; readonly type?: unknown };
  return { user: typeof login === 'string' ? login : '', isPerson: type === 'User' };
}

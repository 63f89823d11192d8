// Who started each attempt of a run, and whether its commit is still one of the default branch.
import { compareCommits, getRunAttempt } from '../core/requests/github.ts';
import { githubApi } from './octokit.ts';
import type { GitHubAccess } from './octokit.ts';
import { gitHubFailure } from './refusals.ts';

/** Somebody who started an attempt of a run, or on whose behalf it was started. */
export interface Starter {
  readonly attempt: number;
  readonly user: string;
  /** Whether it is an account of a person: not of an app. */
  readonly isPerson: boolean;
}

export interface RunHistory {
  /** The actor and the triggering actor of every attempt so far. Throws `github-unavailable`. */
  starters(run: string, attempts: number): Promise<readonly Starter[]>;
  /** Whether `commit` is the tip of `branch` or an ancestor of it. Throws `github-unavailable`. */
  isOn(branch: string, commit: string): Promise<boolean>;
}

/** Reads `actions/runs/{id}/attempts/{n}` (needs `actions: read`) and `compare` (needs `contents: read`). */
export async function openRunHistory(access: GitHubAccess): Promise<RunHistory> {
  const { repository } = access;
  const api = await githubApi(access);
  const [owner = '', repo = ''] = repository.split('/');
  const of = { owner, repo };
  const attemptOf = async (run: string, attempt: number): Promise<Starter[]> => {
    try {
      const { data } = await api.request(
        'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
        getRunAttempt(of, Number(run), attempt).parameters,
      );
      // An account that is gone has no name any more: it is no person that can be told from a reviewer.
      return [data.actor, data.triggering_actor].map((user) => ({
        attempt,
        user: user?.login ?? '',
        isPerson: user?.type === 'User',
      }));
    } catch (cause) {
      throw gitHubFailure(
        `attempt ${attempt} of run ${run} in ${repository}`,
        cause,
        'actions: read',
      );
    }
  };
  return {
    starters: async (run, attempts) => {
      const found: Starter[] = [];
      for (let attempt = 1; attempt <= attempts; attempt += 1)
        found.push(...(await attemptOf(run, attempt)));
      return found;
    },
    isOn: async (branch, commit) => {
      try {
        const { data } = await api.request(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          compareCommits(of, branch, commit).parameters,
        );
        return data.status === 'identical' || data.status === 'behind';
      } catch (cause) {
        throw gitHubFailure(`${commit} beside ${branch} of ${repository}`, cause, 'contents: read');
      }
    },
  };
}

// GitHub's REST API as the actions of a bench find it: of the lab, with the faults of its scenario.
import { knownRun } from '../../lab/github/known-run.ts';
import type { Review } from '../../lab/github/jobs/environments.ts';
import { mountRest } from '../../lab/github/rest/rest.ts';
import { REPOSITORY } from '../../lab/github/repository.ts';
import { API_PREFIX } from '../../lab/github/run.ts';
import type { Lab } from '../../lab/lab.ts';

/** A job's own token, with `actions: read` and `contents: read`. */
export const TOKEN = 'a-token-that-may-read-actions';

/** The token of a job with `issues: write`, and nothing else. */
export const ISSUES_TOKEN = 'a-token-that-may-write-issues';

/** Serves the API for run 42 until disposed, and says to a process where it is. */
export function openGitHub(
  lab: Lab,
): Disposable & { readonly env: Record<string, string>; readonly reviews: Review[] } {
  const may = (scope: string): boolean => scope === 'actions' || scope === 'contents';
  const known = knownRun(lab, {
    id: '42',
    tokens: new Map([
      [TOKEN, may],
      [ISSUES_TOKEN, (scope: string) => scope === 'issues'],
    ]),
  });
  const mounted = mountRest(known);
  return {
    reviews: known.environments.reviews,
    env: {
      GITHUB_API_URL: `${lab.url}${API_PREFIX.slice(0, -1)}`,
      GITHUB_REPOSITORY: REPOSITORY,
    },
    [Symbol.dispose]: () => {
      mounted[Symbol.dispose]();
    },
  };
}

// GitHub's REST API as the actions of a bench find it: of the lab, with the faults of its scenario.
import { Environments } from '../../lab/github/environments.ts';
import { mountRest } from '../../lab/github/rest.ts';
import { REPOSITORY } from '../../lab/github/repository.ts';
import { API_PREFIX } from '../../lab/github/run.ts';
import type { Lab } from '../../lab/lab.ts';

/** A job's own token, with `actions: read`. */
export const TOKEN = 'a-token-that-may-read-actions';

/** Serves the API for run 42 until disposed, and says to a process where it is. */
export function openGitHub(lab: Lab): Disposable & { readonly env: Record<string, string> } {
  const { faults, world } = lab.context;
  const mounted = mountRest({
    lab,
    workflow: { name: 'Cutover' },
    file: '.github/workflows/cutover.yml',
    id: '42',
    attempt: 1,
    sha: '0'.repeat(40),
    pull: undefined,
    environments: new Environments(world.names, faults),
    tokens: new Map([[TOKEN, (scope: string) => scope === 'actions']]),
  });
  return {
    env: {
      GITHUB_API_URL: `${lab.url}${API_PREFIX.slice(0, -1)}`,
      GITHUB_REPOSITORY: REPOSITORY,
    },
    [Symbol.dispose]: () => {
      mounted[Symbol.dispose]();
    },
  };
}

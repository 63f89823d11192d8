// Which workflow run this process belongs to. The run's id names files, tags and markers, so "twice is once".
import { CutoverError } from './errors.ts';

export interface Run {
  /** GITHUB_RUN_ID: the same for every attempt of one run. */
  readonly id: string;
  readonly attempt: number;
  readonly job: string;
  /** The id of the workflow's step, or GitHub's generated one. */
  readonly stepId: string;
  /** The run's page, or undefined outside GitHub. */
  readonly url: string | undefined;
}

/** Reads the run from the runner's variables; `bad-input` where they are missing or not of GitHub's form. */
export function readRun(env: NodeJS.ProcessEnv): Run {
  const id = env.GITHUB_RUN_ID ?? '';
  const attempt = env.GITHUB_RUN_ATTEMPT ?? '1';
  if (!/^[0-9]{1,20}$/.test(id)) throw notFromRunner('GITHUB_RUN_ID', id);
  if (!/^[0-9]{1,6}$/.test(attempt)) throw notFromRunner('GITHUB_RUN_ATTEMPT', attempt);
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return {
    id,
    attempt: Number(attempt),
    job: safeName(env.GITHUB_JOB ?? 'job'),
    stepId: safeName(env.GITHUB_ACTION ?? 'step'),
    url: server && repository ? `${server}/${repository}/actions/runs/${id}` : undefined,
  };
}

/** Makes a name safe as part of a file's name. */
const safeName = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 100);

const notFromRunner = (name: string, got: string): CutoverError =>
  new CutoverError('bad-input', {
    what: name,
    expected: 'the number that the GitHub runner sets',
    got: got === '' ? 'nothing' : `'${got}'`,
    cure: 'run this action in a workflow, or in the lab with "npm run rehearse"',
  });

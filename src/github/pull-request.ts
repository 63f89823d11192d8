// The pull request that this run is about, as GitHub's event shows it.
import { readFileSync } from 'node:fs';
import { CutoverError } from '../core/errors.ts';

export interface PullRequest {
  readonly number: number;
  /** The newest commit of the branch, not the merge that is checked out. */
  readonly headSha: string;
  /** The branch that it wants to go into. Its name is anybody's text. */
  readonly baseRef: string;
  /** From another repository, or from one that is gone: the token of such a run can write nothing. */
  readonly fork: boolean;
}

/** Reads GITHUB_EVENT_PATH; `bad-input` where the run was not started by a pull request. */
export function readPullRequest(env: NodeJS.ProcessEnv): PullRequest {
  const pull = member(eventOf(env), 'pull_request');
  const [head, base] = [member(pull, 'head'), member(pull, 'base')];
  const [number, sha, ref] = [member(pull, 'number'), member(head, 'sha'), member(base, 'ref')];
  const whole = typeof number === 'number' && Number.isSafeInteger(number) && number > 0;
  if (!whole || typeof sha !== 'string' || !/^[0-9a-f]{40,64}$/.test(sha))
    throw notOurs('an event without a pull request');
  const from = member(member(head, 'repo'), 'full_name');
  return {
    number,
    headSha: sha,
    baseRef: typeof ref === 'string' ? ref : '',
    fork: from === undefined || from !== env.GITHUB_REPOSITORY,
  };
}

function eventOf(env: NodeJS.ProcessEnv): unknown {
  try {
    return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
  } catch (cause) {
    throw notOurs(cause instanceof Error ? cause.message : String(cause));
  }
}

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

const notOurs = (got: string): CutoverError =>
  new CutoverError('bad-input', {
    what: 'the event of this run',
    expected: 'a pull request',
    got,
    cure: 'use this action in a workflow "on: pull_request", or in the lab with "npm run review"',
  });

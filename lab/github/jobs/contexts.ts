// The contexts of expressions, and the variables that a step's process finds, as GitHub fills them in.
import { delimiter, dirname, join } from 'node:path';
import { asText } from '../workflow/expressions.ts';
import type { Json } from '../workflow/expressions.ts';
import {
  DEFAULT_BRANCH,
  OWNER,
  OWNER_ID,
  REPOSITORY,
  REPOSITORY_ID,
  repositoryOf,
} from '../repository.ts';
import { API_PREFIX, SERVER_URL } from '../run.ts';
import { compileCache } from '../steps/compile-cache.ts';
import type { Run } from '../run.ts';

/** Who starts runs in the lab, and who answers at its gates. */
export const ACTOR = 'rehearsal';
export const REVIEWER = 'reviewer';

/** Where a job keeps what is its own. */
export interface JobPlaces {
  readonly job: string;
  readonly temp: string;
  readonly token: string;
  /** What the job's steps show to the endpoint for identity tokens. */
  readonly idToken: string;
}

/** The `github` context; a job adds its id, its token and the paths of its files. */
export function githubContext(run: Run, places?: JobPlaces): Record<string, Json> {
  const started = startOf(run);
  const common = {
    actor: run.starters[0] ?? ACTOR,
    actor_id: '1',
    api_url: run.lab.url + API_PREFIX.slice(0, -1),
    event: eventOf(run),
    graphql_url: `${run.lab.url}${API_PREFIX}graphql`,
    ...started,
    ref_type: 'branch',
    repository: REPOSITORY,
    repository_id: REPOSITORY_ID,
    repository_owner: OWNER,
    repository_owner_id: OWNER_ID,
    retention_days: '90',
    run_attempt: String(run.attempt),
    run_id: run.id,
    run_number: '1',
    server_url: SERVER_URL,
    sha: run.sha,
    triggering_actor: run.starters[run.attempt - 1] ?? ACTOR,
    workflow: run.workflow.name,
    workflow_ref: `${REPOSITORY}/${run.file}@${started.ref}`,
    workflow_sha: run.sha,
  };
  if (places === undefined) return common;
  return {
    ...common,
    job: places.job,
    token: places.token,
    workspace: run.workspace,
    event_path: join(places.temp, '_github_workflow', 'event.json'),
  };
}

/** What a run's context says of its event; only a pull request has a base and a head. */
function startOf({ pull }: Run) {
  if (pull === undefined)
    return {
      event_name: 'workflow_dispatch',
      base_ref: '',
      head_ref: '',
      ref: `refs/heads/${DEFAULT_BRANCH}`,
      ref_name: DEFAULT_BRANCH,
      ref_protected: true,
    };
  return {
    event_name: 'pull_request',
    base_ref: DEFAULT_BRANCH,
    head_ref: pull.branch,
    ref: pull.mergeRef,
    ref_name: `${pull.number}/merge`,
    ref_protected: false,
  };
}

/** The event's payload. The inputs of a dispatch are all text. */
export function eventOf(run: Run): Record<string, Json> {
  const { pull } = run;
  const common = {
    repository: repositoryOf(run.lab.context.faults.visibility),
    sender: { id: 1, login: ACTOR, type: 'User' },
  };
  if (pull !== undefined)
    return { ...common, action: pull.action, number: pull.number, pull_request: pull.json() };
  return {
    ...common,
    inputs: Object.fromEntries(
      Object.entries(run.inputs).map(([key, value]) => [key, asText(value)]),
    ),
    ref: `refs/heads/${DEFAULT_BRANCH}`,
    workflow: run.file,
  };
}

/** The `runner` context. */
export function runnerContext(run: Run, places: JobPlaces): Record<string, string> {
  return {
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    environment: 'github-hosted',
    name: 'lab',
    os: 'Linux',
    temp: places.temp,
    tool_cache: join(run.folders.root, 'tools'),
  };
}

/** Members of `github` that are not for processes, as the runner has it. */
const NOT_EXPORTED: readonly string[] = ['event', 'token'];

/** GITHUB_* and RUNNER_*, which no step can change. */
export function fixedVariables(
  run: Run,
  places: JobPlaces,
  action: string,
): Record<string, string> {
  const prefixed = (prefix: string, context: Readonly<Record<string, Json>>): [string, string][] =>
    Object.entries(context)
      .filter(([key]) => !NOT_EXPORTED.includes(key))
      .map(([key, value]) => [`${prefix}_${key.toUpperCase()}`, asText(value)]);
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    ...Object.fromEntries(prefixed('GITHUB', githubContext(run, places))),
    ...Object.fromEntries(prefixed('RUNNER', runnerContext(run, places))),
    GITHUB_ACTION: action,
    ...pick(run.lab.env, ['AWS_ENDPOINT_URL', 'AWS_EC2_METADATA_DISABLED']),
  };
}

/** What a process has before any `env`: nothing of the caller's environment but where programs are. */
export function firstVariables(run: Run, path: readonly string[]): Record<string, string> {
  const programs = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  return {
    HOME: run.folders.home,
    LANG: 'C.UTF-8',
    ...compileCache(),
    PATH: [...path, run.folders.programs, dirname(process.execPath), programs].join(delimiter),
  };
}

function pick(
  from: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? '']));
}

// The few calls of GitHub's REST API that a cutover makes, answered for one run as GitHub answers them.
import type { MountedRequest, MountedResponse } from '../../protocol/mounted.ts';
import { ACTOR } from '../jobs/contexts.ts';
import type { Json } from '../workflow/expressions.ts';
import { accountOf, branchPolicies, environment, reviewerOf } from './protection.ts';
import { answerPullRequest } from './pull-request-rest.ts';
import { DEFAULT_BRANCH, REPOSITORY, REPOSITORY_ID, repositoryOf } from '../repository.ts';
import { API_PREFIX, SERVER_URL } from '../run.ts';
import type { KnownRun } from '../run.ts';

interface Route {
  readonly path: RegExp;
  /** The permission that the job's token needs; every token has `metadata`. */
  readonly scope: string;
  readonly answer: (run: KnownRun, match: readonly string[]) => Json | undefined;
}

const ROUTES: readonly Route[] = [
  { path: /^$/, scope: 'metadata', answer: repository },
  { path: /^actions\/runs\/([^/]+)\/approvals$/, scope: 'actions', answer: approvals },
  { path: /^actions\/runs\/([^/]+)(?:\/attempts\/(\d+))?$/, scope: 'actions', answer: aRun },
  { path: /^compare\/(.+)\.\.\.([^/]+)$/, scope: 'contents', answer: comparison },
  { path: /^environments\/([^/]+)$/, scope: 'actions', answer: environment },
  {
    path: /^environments\/([^/]+)\/deployment-branch-policies$/,
    scope: 'actions',
    answer: branchPolicies,
  },
];

/** Serves the API below the lab's own address until disposed. */
export function mountRest(run: KnownRun): Disposable {
  const hiccup = hiccups(run);
  const end = run.lab.onRequest(API_PREFIX, (request) => {
    try {
      return hiccup(request) ?? answer(run, request);
    } catch (error) {
      return reply(500, { message: String(error) });
    }
  });
  return { [Symbol.dispose]: end };
}

/** Each read fails a few times first; a limit is one for all reads. */
function hiccups({ lab }: KnownRun): (request: MountedRequest) => MountedResponse | undefined {
  const seen = new Map<string, number>();
  return ({ method, path }) => {
    const { status, times } = lab.context.faults.gate?.hiccups ?? { status: 502, times: 0 };
    const counted = status === 502 ? path : '';
    const before = seen.get(counted) ?? 0;
    if (method !== 'GET' || before >= times) return undefined;
    seen.set(counted, before + 1);
    if (status === 502) return { status, body: '<html>', headers: { 'content-type': 'text/html' } };
    const message = 'You have exceeded a secondary rate limit.';
    return { ...reply(status, { message }), headers: { 'retry-after': '60' } };
  };
}

function answer(run: KnownRun, request: MountedRequest): MountedResponse {
  const may = run.tokens.get(tokenOf(request));
  if (may === undefined) return reply(401, { message: 'Requires authentication', status: '401' });
  const base = `repos/${REPOSITORY}`;
  const isHere = request.path === base || request.path.startsWith(`${base}/`);
  const path = isHere ? request.path.slice(base.length + 1) : undefined;
  for (const route of ROUTES) {
    const match = route.path.exec(path ?? '');
    if (path === undefined || match === null || request.method !== 'GET') continue;
    if (route.scope !== 'metadata' && !may(route.scope, 'read'))
      return reply(403, { message: 'Resource not accessible by integration', status: '403' });
    const refused = route.answer === approvals && run.lab.context.faults.gate?.decisions;
    if (refused) return reply(refused, { message: refused === 403 ? 'Forbidden' : 'No server' });
    const body = route.answer(run, match.slice(1).map(decodeURIComponent));
    if (body !== undefined) return reply(200, body);
  }
  const { pull } = run;
  const other =
    path === undefined || pull === undefined
      ? undefined
      : answerPullRequest(pull, path, request, may);
  return other ?? reply(404, { message: 'Not Found', status: '404' });
}

function tokenOf(request: MountedRequest): string {
  const { authorization } = request.headers;
  return String(authorization ?? '').replace(/^(bearer|token)\s+/i, '');
}

function repository({ lab }: KnownRun): Json {
  return repositoryOf(lab.context.faults.visibility);
}

function approvals(run: KnownRun, [id = '']: readonly string[]): Json | undefined {
  if (id !== run.id) return undefined;
  const { reviews } = run.environments;
  const told = run.lab.context.faults.reviews === 'newest-first' ? reviews.toReversed() : reviews;
  return told.map(({ environment: name, state, by, comment }) => ({
    state,
    comment,
    environments: [{ id: run.environments.id(name) ?? 0, name }],
    user: reviewerOf(run, name, by),
  }));
}

function aRun(run: KnownRun, [id = '', attempt]: readonly string[]): Json | undefined {
  const asked = Number(attempt ?? run.attempt);
  if (id !== run.id || asked < 1 || asked > run.attempt) return undefined;
  const starter = accountOf(run.starters[asked - 1] ?? ACTOR, 1);
  return {
    id: Number(run.id),
    name: run.workflow.name,
    event: run.pull === undefined ? 'workflow_dispatch' : 'pull_request',
    status: 'in_progress',
    conclusion: null,
    run_attempt: asked,
    run_number: 1,
    head_branch: 'main',
    head_sha: run.sha,
    path: run.file,
    actor: accountOf(run.starters[0] ?? ACTOR, 1),
    triggering_actor: starter,
    html_url: `${SERVER_URL}/${REPOSITORY}/actions/runs/${run.id}`,
    repository: { id: Number(REPOSITORY_ID), full_name: REPOSITORY },
  };
}

/** Where the second commit stands beside the first, a branch: its tip unless the scenario has moved the branch. */
function comparison(run: KnownRun, [base = '', head = '']: readonly string[]): Json | undefined {
  if (base !== DEFAULT_BRANCH || head !== run.sha) return undefined;
  const status = { ahead: 'behind', rewritten: 'diverged' } as const;
  const { branch } = run.lab.context.faults.gate ?? {};
  return { status: branch === undefined ? 'identical' : status[branch], commits: [] };
}

const reply = (status: number, body: Json): MountedResponse => ({
  status,
  body: JSON.stringify(body),
});

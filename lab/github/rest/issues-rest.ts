// The REST API of a repository's issues and their comments, as GitHub answers it.
import type { LabContext } from '../../context.ts';
import type { MountedRequest, MountedResponse } from '../../protocol/mounted.ts';
import { REPOSITORY } from '../repository.ts';
import { SERVER_URL } from '../run.ts';
import type { Json } from '../workflow/expressions.ts';

interface Comment {
  readonly id: number;
  readonly login: string;
  body: string;
}

export interface Issue {
  readonly number: number;
  readonly login: string;
  readonly title: string;
  readonly body: string;
  readonly comments: Comment[];
  state: 'open' | 'closed';
  reason: string | null;
}

type May = (scope: string, level: 'read' | 'write') => boolean;

/** Who writes with a job's token. */
const BOT = 'github-actions[bot]';
const LONGEST_BODY = 65_536;
const LARGEST_PAGE = 100;

const known = new WeakMap<LabContext['events'], Issue[]>();

/** The issues of the lab's repository, the oldest first. */
export function issuesOf({ events }: Pick<LabContext, 'events'>): Issue[] {
  const issues = known.get(events) ?? [];
  known.set(events, issues);
  return issues;
}

/** The answer to a request below the repository, or undefined where this part of the API has no such path. */
export function answerIssues(
  context: LabContext,
  path: string,
  request: MountedRequest,
  may: May,
): MountedResponse | undefined {
  if (!/^issues(\/|$)/.test(path)) return undefined;
  const { method } = request;
  if (!may('issues', method === 'GET' ? 'read' : 'write')) return FORBIDDEN;
  if (context.faults.issues !== undefined)
    return reply(context.faults.issues, {
      message: 'Issues has been disabled in this repository.',
    });
  const issues = issuesOf(context);
  const [, number, comments] = /^issues(?:\/(\d+)(\/comments)?)?$/.exec(path) ?? [];
  const issue = issues.find((one) => String(one.number) === number);
  if (path === 'issues' && method === 'GET')
    return reply(200, pageOf(issues.toReversed(), request).map(asJson));
  if (path === 'issues' && method === 'POST') return create(issues, request);
  if (issue !== undefined && comments === undefined && method === 'PATCH')
    return update(issue, request);
  if (issue !== undefined && comments !== undefined && method === 'GET')
    return reply(200, pageOf(issue.comments, request).map(commentAsJson));
  if (issue !== undefined && comments !== undefined && method === 'POST')
    return withBody(request, (body) => {
      const id = 9001 + issues.flatMap((one) => one.comments).length;
      const comment = { id, login: BOT, body };
      issue.comments.push(comment);
      return reply(201, commentAsJson(comment));
    });
  const [, id] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
  const found = issues.flatMap((one) => one.comments).find((one) => String(one.id) === id);
  if (found === undefined || method !== 'PATCH') return undefined;
  return withBody(request, (body) => {
    found.body = body;
    return reply(200, commentAsJson(found));
  });
}

function pageOf<T>(all: readonly T[], { query }: MountedRequest): readonly T[] {
  const size = Math.min(LARGEST_PAGE, Number(query.get('per_page') ?? '30'));
  const page = Number(query.get('page') ?? '1');
  return all.slice((page - 1) * size, page * size);
}

function create(issues: Issue[], request: MountedRequest): MountedResponse {
  const { title } = JSON.parse(request.body) as { readonly title?: unknown };
  if (typeof title !== 'string' || title === '')
    return reply(422, { message: "Validation Failed: title can't be blank", status: '422' });
  return withBody(request, (body) => {
    const issue: Issue = {
      ...{ number: issues.length + 1, login: BOT, title, body, comments: [] },
      ...{ state: 'open', reason: null },
    };
    issues.push(issue);
    return reply(201, asJson(issue));
  });
}

function update(issue: Issue, request: MountedRequest): MountedResponse {
  const { state, state_reason: reason = null } = JSON.parse(request.body) as {
    readonly state?: unknown;
    readonly state_reason?: string | null;
  };
  const reasons = state === 'open' ? ['reopened'] : ['completed', 'not_planned', 'duplicate'];
  if ((state !== 'open' && state !== 'closed') || (reason !== null && !reasons.includes(reason)))
    return reply(422, { message: 'Validation Failed: state', status: '422' });
  issue.state = state;
  issue.reason = reason;
  return reply(200, asJson(issue));
}

/** With the text of an issue or a comment, or the refusal of what GitHub does not take. */
function withBody(
  request: MountedRequest,
  make: (body: string) => MountedResponse,
): MountedResponse {
  const { body } = JSON.parse(request.body) as { readonly body?: unknown };
  if (typeof body !== 'string' || body.trim() === '')
    return reply(422, { message: "Validation Failed: body can't be blank", status: '422' });
  if (Array.from(body).length > LONGEST_BODY)
    return reply(422, {
      message: `Validation Failed: body is too long (maximum is ${LONGEST_BODY} characters)`,
      status: '422',
    });
  return make(body);
}

const asJson = ({ number, login, title, body, state, reason }: Issue): Json => ({
  ...{ number, title, body, state, state_reason: reason },
  user: { login, id: 4, type: 'Bot' },
  html_url: `${SERVER_URL}/${REPOSITORY}/issues/${number}`,
});

const commentAsJson = ({ id, login, body }: Comment): Json => ({
  ...{ id, body },
  user: { login, id: 4, type: 'Bot' },
});

const reply = (status: number, body: Json): MountedResponse => ({
  status,
  body: JSON.stringify(body),
});

const FORBIDDEN = reply(403, { message: 'Resource not accessible by integration', status: '403' });

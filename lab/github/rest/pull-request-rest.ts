// The REST API of a pull request and of its comments, as GitHub answers it.
import type { MountedRequest, MountedResponse } from '../../protocol/mounted.ts';
import type { Json } from '../workflow/expressions.ts';
import type { IssueComment, PullRequest } from '../pull-request.ts';
import { REPOSITORY } from '../repository.ts';
import { API_PREFIX, SERVER_URL } from '../run.ts';

type May = (scope: string, level: 'read' | 'write') => boolean;

/** Who comments with a job's token. */
const BOT = { login: 'github-actions[bot]', type: 'Bot' } as const;

const LONGEST_BODY = 65_536;
const LARGEST_PAGE = 100;

/** The answer to a request below the repository, or undefined where this part of the API has no such path. */
export function answerPullRequest(
  pull: PullRequest,
  path: string,
  request: MountedRequest,
  may: May,
): MountedResponse | undefined {
  const { method } = request;
  if (path === `pulls/${pull.number}` && method === 'GET')
    return may('pull-requests', 'read') ? reply(200, pull.json()) : FORBIDDEN;
  const level = method === 'GET' ? 'read' : 'write';
  const allowed = may('pull-requests', level) || may('issues', level);
  if (path === `issues/${pull.number}/comments`) {
    if (method === 'GET') return allowed ? list(pull, request) : FORBIDDEN;
    if (method === 'POST') return allowed ? create(pull, request) : FORBIDDEN;
  }
  const [, id] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
  const comment = pull.comments.find((one) => String(one.id) === id);
  if (comment === undefined || method !== 'PATCH') return undefined;
  return allowed ? update(pull, comment, request) : FORBIDDEN;
}

function list(pull: PullRequest, { headers, path, query }: MountedRequest): MountedResponse {
  const size = Math.min(LARGEST_PAGE, Number(query.get('per_page') ?? '30'));
  const page = Number(query.get('page') ?? '1');
  const shown = pull.comments.slice((page - 1) * size, page * size);
  const more = page * size < pull.comments.length;
  const next = `http://${String(headers.host)}${API_PREFIX}${path}?per_page=${size}&page=${page + 1}`;
  return {
    ...reply(
      200,
      shown.map((comment) => asJson(pull, comment)),
    ),
    ...(more ? { headers: { link: `<${next}>; rel="next"` } } : {}),
  };
}

function create(pull: PullRequest, request: MountedRequest): MountedResponse {
  const body = bodyOf(request);
  if (typeof body !== 'string') return body;
  const comment: IssueComment = { id: 9001 + pull.comments.length, ...BOT, body };
  pull.comments.push(comment);
  return reply(201, asJson(pull, comment));
}

function update(
  pull: PullRequest,
  comment: IssueComment,
  request: MountedRequest,
): MountedResponse {
  // With `pull-requests: write` a token may edit anybody's comment.
  const body = bodyOf(request);
  if (typeof body !== 'string') return body;
  comment.body = body;
  pull.edits.set(comment.id, (pull.edits.get(comment.id) ?? 0) + 1);
  return reply(200, asJson(pull, comment));
}

/** The text of a comment, or the refusal of what GitHub does not take. */
function bodyOf(request: MountedRequest): string | MountedResponse {
  let given: unknown;
  try {
    given = JSON.parse(request.body);
  } catch {
    return reply(400, { message: 'Problems parsing JSON', status: '400' });
  }
  const { body, ...others } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const problem =
    Object.keys(others).length > 0
      ? `unknown member ${Object.keys(others).join(', ')}`
      : typeof body !== 'string' || body.trim() === ''
        ? "body can't be blank"
        : Array.from(body).length > LONGEST_BODY
          ? `body is too long (maximum is ${LONGEST_BODY} characters)`
          : undefined;
  if (problem !== undefined)
    return reply(422, { message: `Validation Failed: ${problem}`, status: '422' });
  return String(body);
}

const asJson = (pull: PullRequest, { id, login, type, body }: IssueComment): Json => ({
  id,
  body,
  user: { login, id: 4, type },
  html_url: `${SERVER_URL}/${REPOSITORY}/pull/${pull.number}#issuecomment-${id}`,
});

const reply = (status: number, body: Json): MountedResponse => ({
  status,
  body: JSON.stringify(body),
});

const FORBIDDEN = reply(403, { message: 'Resource not accessible by integration', status: '403' });

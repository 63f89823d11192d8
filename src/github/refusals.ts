// Why GitHub refuses a request, and the cure that fits.
import { CutoverError } from '../core/errors.ts';

/** What came back in place of what was asked for. */
export interface Answer {
  readonly status: number | undefined;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The kinds of refusals, each with a cure of its own. */
export type Refusal =
  'token' | 'rate' | 'secondary-rate' | 'sso' | 'address' | 'permission' | 'unseen' | 'other';

/**
 * Why GitHub refuses, the first that fits. A 403 is no missing permission by itself: rate limits, SAML SSO and IP allow
 * lists answer with it too (GitHub, troubleshooting the REST API, and its page on rate limits).
 */
const REFUSALS: readonly (readonly [Refusal, (answer: Answer) => boolean])[] = [
  ['token', ({ status }) => status === 401],
  ['secondary-rate', ({ message }) => /secondary rate limit|abuse detection/i.test(message)],
  [
    'rate',
    ({ headers, message, status }) =>
      status === 429 ||
      (status === 403 && (headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message))),
  ],
  [
    'secondary-rate',
    ({ headers, status }) => status === 403 && headers['retry-after'] !== undefined,
  ],
  [
    'sso',
    ({ headers, message, status }) =>
      status === 403 && (headers['x-github-sso'] !== undefined || message.includes('SAML')),
  ],
  ['address', ({ message, status }) => status === 403 && /IP allow list/i.test(message)],
  ['permission', ({ status }) => status === 403],
  ['unseen', ({ status }) => status === 404],
];

/** What the client threw, as an answer: it has no status where no answer came. */
export function answerIn(thrown: unknown): Answer {
  const { status, response } = (thrown ?? {}) as {
    readonly status?: unknown;
    readonly response?: { readonly headers?: Answer['headers'] };
  };
  return {
    status: typeof status === 'number' ? status : undefined,
    message: thrown instanceof Error ? thrown.message : String(thrown),
    headers: response?.headers ?? {},
  };
}

/** The kind of a refusal. */
export const refusalOf = (answer: Answer): Refusal =>
  REFUSALS.find(([, fits]) => fits(answer))?.[0] ?? 'other';

/** Whether GitHub says that the token may not do this, now and later. */
export const isForbidden = (thrown: unknown): boolean =>
  refusalOf(answerIn(thrown)) === 'permission';

/**
 * What a request of the client threw, as `github-unavailable` with the cure that fits. `permission` is what the
 * workflow must give to the job, such as `actions: read`.
 */
export function gitHubFailure(what: string, thrown: unknown, permission: string): CutoverError {
  const answer = answerIn(thrown);
  const { headers } = answer;
  const cures: Readonly<Record<Refusal, string>> = {
    token: "hand over this job's own token, github.token",
    rate: `wait until ${resetIn(headers)}, then re-run this job`,
    'secondary-rate': `wait ${waitIn(headers)}, then re-run this job; GitHub got too many requests at once`,
    sso: "authorize the token for the organization's SAML single sign-on, or hand over github.token, which needs none",
    address:
      "run this job on a runner whose address is on the organization's IP allow list, or let the owner add it",
    permission: `give this job "${permission}"`,
    unseen: 'hand over a token that may read this repository',
    other: 'look at githubstatus.com, then re-run this job',
  };
  return new CutoverError('github-unavailable', {
    what,
    expected: 'an answer of the GitHub API',
    got: answer.message,
    cure: cures[refusalOf(answer)],
    cause: thrown,
  });
}

/** `x-ratelimit-reset`: seconds since the epoch. */
function resetIn({ 'x-ratelimit-reset': reset }: Answer['headers']): string {
  return /^\d{1,11}$/.test(String(reset))
    ? new Date(Number(reset) * 1000).toISOString()
    : 'GitHub takes requests again, an hour at most';
}

/** `retry-after`: seconds. Without it GitHub asks for a minute at least. */
const waitIn = ({ 'retry-after': later }: Answer['headers']): string =>
  /^\d{1,6}$/.test(String(later)) ? `${String(later)} seconds` : 'a minute at least';

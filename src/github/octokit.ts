// The GitHub API's client, over Node's own fetch: no second HTTP client is bundled for it.
import type { getOctokit } from '@actions/github';
import { CutoverError } from '../core/errors.ts';

/**
 * Requests by route, such as `request('GET /repos/{owner}/{repo}/…')`, typed by GitHub's own description. The methods
 * by name (`rest.*`) are left out of the build: they are 80 KB of the same routes.
 */
export type GitHubApi = Pick<ReturnType<typeof getOctokit>, 'request' | 'paginate'>;

/**
 * A client with `token` for the API at `apiUrl` (the runner's GITHUB_API_URL; GitHub's own when undefined). Goes
 * through the proxy of the environment where there is one. Loaded on request: other actions never pay for it.
 */
export async function githubApi(token: string, apiUrl: string | undefined): Promise<GitHubApi> {
  const { getOctokit } = await import('@actions/github');
  useProxy();
  return getOctokit(token, {
    request: { fetch },
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
  });
}

/** Lets Node's fetch go through the proxy of the environment, where there is one. */
export function useProxy(): void {
  // Since Node 24.14; before, fetch knows no proxy. Not by `import`, which loads more than http (undici).
  const http: Partial<typeof import('node:http')> = process.getBuiltinModule('node:http');
  http.setGlobalProxyFromEnv?.();
}

interface Answer {
  readonly status: number | undefined;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

type Refusal =
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

function answerIn(thrown: unknown): Answer {
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

const refusalOf = (answer: Answer): Refusal =>
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

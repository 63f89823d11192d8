// The identity token of a job, from the endpoint that GitHub's runner names to jobs with `id-token: write`.
import { setSecret } from '@actions/core';
import type { Clock } from '../core/clock.ts';
import { CutoverError } from '../core/errors.ts';
import { isLab } from '../core/lab-endpoint.ts';
import { useProxy } from './proxy.ts';

const URL_NAME = 'ACTIONS_ID_TOKEN_REQUEST_URL';
const TOKEN_NAME = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';

/** The audience that AWS asks for in GitHub's tokens. */
const AUDIENCE = 'sts.amazonaws.com';

const TRIES = 4;
const PAUSE_MS = 2000;
/** For the whole answer to one try. Node itself would wait for 300 seconds. */
const TRY_MS = 10_000;
/** A token is some 2 KB. */
const LONGEST = 20_000;

/** Whether the runner offers identity tokens to this process. */
export const offersIdTokens = (env: NodeJS.ProcessEnv): boolean =>
  [env[URL_NAME], env[TOKEN_NAME]].every((one) => one !== undefined && one !== '');

/**
 * A fresh token for AWS, masked in the log. Throws `not-ready` where the runner offers none, and `github-unavailable`
 * where the endpoint does not give one. (GitHub, OpenID Connect reference: a GET with the audience, then `value`.)
 * `signal` ends the tries.
 */
export async function idToken(
  env: NodeJS.ProcessEnv,
  clock: Clock,
  { signal, tryMs = TRY_MS }: { readonly signal?: AbortSignal; readonly tryMs?: number } = {},
): Promise<string> {
  if (!offersIdTokens(env))
    throw new CutoverError('not-ready', {
      what: "this job's identity at GitHub",
      expected: `${URL_NAME} and ${TOKEN_NAME} from the runner`,
      got: 'a runner that offers no identity token',
      cure: 'give the job the permission id-token: write; on a machine of your own this step changes nothing in AWS',
    });
  let got = '';
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (tries > 1) await clock.sleep(PAUSE_MS * 2 ** (tries - 2), signal);
    const limit = AbortSignal.timeout(tryMs);
    const answer = await ask(env, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    signal?.throwIfAborted();
    if ('token' in answer) {
      setSecret(answer.token);
      return answer.token;
    }
    got = answer.got;
    if (!answer.again) break;
  }
  throw new CutoverError('github-unavailable', {
    what: "this job's identity token",
    expected: "a token from GitHub's endpoint",
    got,
    cure: 'see githubstatus.com and re-run this job: it goes on where it was',
  });
}

type Answer = { readonly token: string } | { readonly got: string; readonly again: boolean };

async function ask(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Answer> {
  try {
    useProxy();
    const url = new URL(env[URL_NAME] ?? '');
    if (url.protocol !== 'https:' && !isLab(env))
      return { got: `${url.protocol} as its protocol, not https:`, again: false };
    url.searchParams.set('audience', AUDIENCE);
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${env[TOKEN_NAME] ?? ''}`, accept: 'application/json' },
      // It would carry the job's own token elsewhere.
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      const again = response.status >= 500 || response.status === 429;
      return { got: `HTTP ${response.status}`, again };
    }
    const { value } = (await response.json()) as { readonly value?: unknown };
    const isToken =
      typeof value === 'string' && value.length <= LONGEST && /^[\w-]+(\.[\w-]+){2}$/.test(value);
    return isToken ? { token: value } : { got: 'an answer without a token', again: false };
  } catch (thrown) {
    const { cause, message } = thrown as Error;
    return { got: cause instanceof Error ? cause.message : message, again: true };
  }
}

// A read of GitHub's API that gets no answer is sent again: one 502 behind the gate must not void a night.
import { randomInt } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { visible } from '../core/text/markdown.ts';
import { formatDuration } from '../core/values/duration.ts';
import { answerIn, refusalOf } from './refusals.ts';
import type { Answer } from './refusals.ts';

interface Pace {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const ATTEMPTS = 5;
/** The longest delay before the second attempt, and before any: AWS's standard retry has the same 20 seconds. */
const DELAYS_MS = { first: 1_000, longest: 20_000 };
/** What GitHub asks for at least, where it gets too many requests at once and names no time. */
const SECONDARY_MS = 60_000;
/** All failed attempts of one client and the delays behind them: the job has a limit, and people wait. */
const PATIENCE_MS = 300_000;
/** For the whole answer to one attempt. GitHub itself gives up a request after 10 seconds; Node would wait for 300. */
const ATTEMPT_MS = 20_000;

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly request?: { readonly signal?: AbortSignal };
}

type Sent<Options, Response> = (options: Options) => Response | Promise<Response>;

/**
 * A hook of the client. It repeats a GET after a 5xx, a rate limit, a broken answer, a lost connection, and where no whole
 * answer came in `attemptMs`. It throws what the last attempt threw. A refusal that stays, such as a 404, is thrown at once.
 */
export function repeatReads({ clock, signal, say }: Pace, attemptMs = ATTEMPT_MS) {
  let patienceMs = PATIENCE_MS;
  return async <Options extends Asked, Response>(
    send: Sent<Options, Response>,
    options: Options,
  ): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      const began = clock.now();
      const limit = AbortSignal.timeout(attemptMs);
      const either = AbortSignal.any([signal, limit]);
      try {
        const response = await Promise.race([send(within(options, either)), ended(either)]);
        limit.throwIfAborted();
        return options.method === 'GET' ? readable(response) : response;
      } catch (caught) {
        signal.throwIfAborted();
        const thrown = limit.aborted ? noAnswer(attemptMs, caught) : caught;
        if (options.method !== 'GET') throw thrown;
        const answer = answerIn(thrown);
        // A lab's time stands still while a request hangs.
        patienceMs -= Math.max(clock.now() - began, limit.aborted ? attemptMs : 0);
        const delay = delayOf(answer, attempt, clock.now());
        if (delay === undefined || delay > patienceMs || attempt === ATTEMPTS) throw thrown;
        patienceMs -= delay;
        say(`GitHub: ${inWords(answer)}; it is asked again in ${formatDuration(delay)}.`);
        await clock.sleep(delay, signal);
      }
    }
  };
}

const within = <Options extends Asked>(options: Options, signal: AbortSignal): Options => ({
  ...options,
  request: { ...options.request, signal },
});

/** The signal alone did not always end a request of the client. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

const noAnswer = (attemptMs: number, cause: unknown): Error =>
  new Error(`no whole answer in ${formatDuration(attemptMs)}`, { cause });

/** The client hands over a text where JSON was cut off, or where something else answered. */
function readable<Response>(response: Response): Response {
  const { data } = response as { readonly data?: unknown };
  if (typeof data !== 'string') return response;
  throw Object.assign(new Error('an answer that is no JSON'), { status: 502 });
}

/** Milliseconds before the next attempt; undefined where it would get the same answer. */
function delayOf(answer: Answer, attempt: number, now: number): number | undefined {
  const refusal = refusalOf(answer);
  if (refusal === 'rate') return untilReset(answer, now);
  const jitter = upTo(Math.min(DELAYS_MS.first * 2 ** (attempt - 1), DELAYS_MS.longest));
  if (refusal === 'secondary-rate') return (retryAfter(answer) ?? SECONDARY_MS) + jitter;
  if (refusal !== 'other' || (answer.status ?? 500) < 500) return undefined;
  const asked = retryAfter(answer);
  return asked === undefined ? jitter : asked + jitter;
}

/** Full jitter: many runners that failed together do not come back together. */
const upTo = (milliseconds: number): number => randomInt(milliseconds + 1);

function retryAfter({ headers: { 'retry-after': later } }: Answer): number | undefined {
  return /^\d{1,6}$/.test(String(later)) ? Number(later) * 1000 : undefined;
}

function untilReset(answer: Answer, now: number): number | undefined {
  const asked = retryAfter(answer);
  if (asked !== undefined) return asked + upTo(DELAYS_MS.first);
  const reset = String(answer.headers['x-ratelimit-reset']);
  if (!/^\d{1,11}$/.test(reset)) return SECONDARY_MS + upTo(DELAYS_MS.first);
  return Math.max(0, Number(reset) * 1000 - now) + upTo(DELAYS_MS.first);
}

const inWords = ({ status, message }: Answer): string =>
  `${status === undefined ? '' : `HTTP ${status}, `}${visible(message).slice(0, 200)}`;

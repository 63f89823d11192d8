// What every AWS client of a run shares: Region, retries on our clock, a user agent that CloudTrail can be searched by.
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { Clock } from '../core/clock.ts';
import { isLab } from '../core/lab-endpoint.ts';

export interface Connection {
  readonly region: string;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** The run's id, for the user agent. */
  readonly run: string;
  /** Set where nobody may wait long for an answer: a way back does without. */
  readonly hurried?: boolean;
}

/** Attempts in all for one call: throttled services need more than the SDK's three. */
const MAX_ATTEMPTS = 6;

/** Milliseconds without a byte after which an attempt is given up, in the middle of an answer too. */
const SILENCE_MS = 60_000;

/** Where nobody waits: a second attempt at most, and this long for each. */
const HURRIED = { attempts: 2, silenceMs: 8_000 };

/** Client settings for `connection`. `maxAttempts` 1 is for calls that must not be repeated blindly. */
export function clientConfig(connection: Connection, attempts = MAX_ATTEMPTS) {
  const { region, env, clock, run, hurried } = connection;
  const maxAttempts = hurried ? Math.min(attempts, HURRIED.attempts) : attempts;
  const silence = hurried ? HURRIED.silenceMs : SILENCE_MS;
  return {
    region,
    maxAttempts,
    retryStrategy: new ClockedRetries(maxAttempts, clock, connection.signal),
    customUserAgent: [
      ['nfs-cutover', '1'],
      ['run', run],
    ] as [string, string][],
    // Without throwOnRequestTimeout the SDK only warns and goes on waiting (client-s3 3.1169).
    requestHandler: {
      connectionTimeout: Math.min(10_000, silence),
      requestTimeout: silence,
      throwOnRequestTimeout: true,
      // The request's timeout watches only for the answer's begin.
      socketTimeout: silence,
    },
    ...(isLab(env) ? { forcePathStyle: true } : {}),
  };
}

/** The SDK's standard strategy; only its sleep is on our clock, so that a lab can pass it at once. */
class ClockedRetries extends StandardRetryStrategy {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #delayMs = 0;

  constructor(attempts: number, clock: Clock, signal: AbortSignal) {
    super(() => Promise.resolve(attempts));
    this.#clock = clock;
    this.#signal = signal;
    const backoff = this.retryBackoffStrategy;
    const compute = backoff.computeNextBackoffDelay.bind(backoff);
    backoff.computeNextBackoffDelay = (attempts) => {
      this.#delayMs = compute(attempts);
      return 0;
    };
  }

  override async refreshRetryTokenForRetry(
    ...args: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    const token = await super.refreshRetryTokenForRetry(...args);
    await this.#clock.sleep(this.#delayMs, this.#signal);
    return token;
  }
}

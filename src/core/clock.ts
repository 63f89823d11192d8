// The only place that reads the time or sleeps. With a lab, time is the lab's, and minutes pass at once.
import { CutoverError } from './errors.ts';
import { assertLoopbackOnly } from './lab-endpoint.ts';

/** Milliseconds since the epoch (UTC). */
export type Instant = number;

export interface Clock {
  now(): Instant;
  /** Resolves after `milliseconds`; rejects with the signal's reason as soon as it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, milliseconds);
      const abort = (): void => {
        clearTimeout(timer);
        reject(asError(signal?.reason));
      };
      signal?.addEventListener('abort', abort, { once: true });
    }),
};

/**
 * The clock that this process must use: the lab's where `NFS_CUTOVER_LAB_CLOCK` names it, else the machine's.
 * A lab's clock is refused unless every AWS endpoint is on loopback: virtual time must never meet real data.
 */
export async function openClock(env: NodeJS.ProcessEnv): Promise<Clock> {
  const url = env.NFS_CUTOVER_LAB_CLOCK;
  if (url === undefined || url === '') return systemClock;
  assertLoopbackOnly(env, url);
  return labClock(url);
}

/** A clock that asks the lab at `url`. Between two answers the lab's time stands still for this process. */
async function labClock(url: string): Promise<Clock> {
  let now = await ask(url, 'GET');
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      now = await ask(`${url}/sleep`, 'POST', { milliseconds }, signal);
    },
  };
}

async function ask(
  url: string,
  method: 'GET' | 'POST',
  body?: object,
  signal?: AbortSignal,
): Promise<Instant> {
  const answer = await request(url, method, body === undefined ? '' : JSON.stringify(body), signal);
  const { now } = JSON.parse(answer) as { now?: unknown };
  if (typeof now === 'number') return now;
  throw new CutoverError('aws-unreadable', {
    what: `the lab's clock at ${url}`,
    expected: '{"now": milliseconds}',
    got: answer.slice(0, 200),
    cure: 'start the lab of this same version',
  });
}

function request(
  url: string,
  method: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  // Not imported at the top: the ESM facade of node:http costs every start 40 ms.
  const http = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, ...(signal && { signal }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
      response.on('error', reject);
    });
    sent.on('error', (error) => {
      reject(signal?.aborted === true ? asError(signal.reason) : error);
    });
    sent.end(body);
  });
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

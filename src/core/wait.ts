// One way to wait: poll, classify, go on or stop at the deadline. Used for everything that takes time.

import type { Clock } from './clock.ts';
import { CutoverError } from './errors.ts';
import { formatDuration } from './values/duration.ts';

export interface Wait<T> {
  /** What is waited for, in words, for the error. */
  readonly what: string;
  /** What an end would look like, in words, for the error. */
  readonly until: string;
  /** What to do when it does not come in time. */
  readonly cure: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds from now. */
  readonly timeoutMs: number;
  /** Milliseconds before the second poll and the longest between two; each delay is 1.5 times the last. */
  readonly delaysMs: readonly [first: number, longest: number];
  readonly read: () => Promise<T>;
  readonly classify: (value: T) => 'done' | 'again';
  /** Says where things are; called after each poll that is not the last. */
  readonly progress?: (value: T) => void;
  /** The value in words, for the error at the deadline. */
  readonly describe: (value: T) => string;
}

/**
 * Polls until `classify` says done and returns that value. At the deadline: a CutoverError `deadline` that shows the
 * last value. It never sleeps past the deadline, and reads once more at it.
 */
export async function waitFor<T>(wait: Wait<T>): Promise<T> {
  const { clock, signal } = wait;
  const deadline = clock.now() + wait.timeoutMs;
  let [delay] = wait.delaysMs;
  for (;;) {
    signal.throwIfAborted();
    const value = await wait.read();
    if (wait.classify(value) === 'done') return value;
    wait.progress?.(value);
    const left = deadline - clock.now();
    if (left <= 0) throw overdue(wait, value);
    await clock.sleep(Math.min(delay, left), signal);
    delay = Math.min(delay * 1.5, wait.delaysMs[1]);
  }
}

/**
 * Lets `work` run for `limitMs` at most. Its signal ends what is late, and nobody waits until it has ended: a `CutoverError`
 * `deadline` at once. By the machine's time, because a lab's stands still while a request hangs.
 */
export async function inTime<T>(
  {
    what,
    cure,
    limitMs,
    signal,
  }: Pick<Wait<T>, 'what' | 'cure' | 'signal'> & { readonly limitMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  const either = AbortSignal.any([signal, limit]);
  const ended = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
  });
  try {
    either.throwIfAborted();
    return await Promise.race([work(either), ended]);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!limit.aborted) throw thrown;
    throw new CutoverError('deadline', {
      ...{ what, cure, cause: thrown },
      expected: `an end within ${formatDuration(limitMs)}`,
      got: 'none',
    });
  }
}

const overdue = <T>(wait: Wait<T>, value: T): CutoverError =>
  new CutoverError('deadline', {
    what: wait.what,
    expected: `${wait.until} within ${formatDuration(wait.timeoutMs)}`,
    got: wait.describe(value),
    cure: wait.cure,
  });

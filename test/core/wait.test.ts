import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../src/core/clock.ts';
import { waitFor } from '../../src/core/wait.ts';
import type { Wait } from '../../src/core/wait.ts';

/** A clock that passes each sleep at once and remembers it. */
function handClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

function wait(clock: Clock, reads: readonly number[], signal = new AbortController().signal) {
  let i = 0;
  const options: Wait<number> = {
    what: 'the number',
    until: '3',
    cure: 'wait longer',
    clock,
    signal,
    timeoutMs: 10_000,
    delaysMs: [1000, 4000],
    read: () => Promise.resolve(reads[i++] ?? 0),
    classify: (value) => (value === 3 ? 'done' : 'again'),
    describe: String,
  };
  return waitFor(options);
}

describe('waiting', () => {
  test('ends with the value that is done, the delays growing to the longest', async () => {
    const clock = handClock();
    await expect(wait(clock, [0, 1, 1, 1, 3])).resolves.toBe(3);
    expect(clock.slept).toEqual([1000, 1500, 2250, 3375]);
  });

  test('reads once more at the deadline, never sleeps past it, and shows the last value', async () => {
    const clock = handClock();
    await expect(wait(clock, [])).rejects.toThrow(
      'the number: expected 3 within 10 s, got 0; wait longer',
    );
    expect(clock.slept.reduce((a, b) => a + b)).toBe(10_000);
  });

  test('a value that comes at the deadline still counts', async () => {
    const clock = handClock();
    await expect(wait(clock, [0, 0, 0, 0, 0, 3])).resolves.toBe(3);
    expect(clock.now()).toBe(10_000);
  });

  test('an aborted signal ends it with its own reason', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    await expect(wait(handClock(), [0], controller.signal)).rejects.toThrow('stopped');
  });
});

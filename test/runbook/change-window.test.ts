// Whether a run may go on: against a model that knows nothing of words.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  AHEAD_MS,
  timeUntilBegin,
  windowAt,
  windowFault,
  windowInWords,
} from '../../src/runbook/change-window.ts';
import type { Moment } from '../../src/runbook/change-window.ts';

const iso = (instant: number): string => new Date(instant).toISOString();
const BEGIN = Date.parse('2026-12-05T21:00:00Z');
const HOUR = 3_600_000;
const WINDOW = {
  notBefore: iso(BEGIN),
  notAfter: iso(BEGIN + HOUR),
  giveUpAt: iso(BEGIN + 5 * HOUR),
};

test('each moment has its own limits, both of them included', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 4e12 }), { minLength: 3, maxLength: 3 });
  const moments = fc.constantFrom<Moment>('plan', 'begin', 'freeze', 'transfer', 'proof', 'switch');
  const near = fc.constantFrom(-1, 0, 1);
  fc.assert(
    fc.property(times, fc.nat(2), near, moments, (unsorted, which, by, moment) => {
      const [a = 0, b = 0, c = 0] = unsorted.toSorted((x, y) => x - y);
      const window = { notBefore: iso(a), notAfter: iso(b), giveUpAt: iso(c) };
      const now = Math.max(0, ([a, b, c][which] ?? 0) + by);
      const allowed = {
        plan: now <= b,
        begin: a <= now && now <= b,
        freeze: a <= now && now <= b,
        transfer: now <= c,
        proof: now <= c,
        switch: now <= c,
      }[moment];
      expect(windowFault(window, moment, now) === undefined).toBe(allowed);
    }),
  );
});

test.each([
  ['plan', 2 * HOUR, /^a run until cutover .* nothing was frozen: agree on another change window/],
  ['begin', -1, /^the begin of the cutover .* nothing was frozen: start a new run, and approve it/],
  ['freeze', 2 * HOUR, /^the freeze of the source .* nothing was frozen: agree on another/],
  ['switch', 6 * HOUR, /^the switch to the gateway .* this job rolls back by itself: agree/],
] as const)(
  '%s outside of it: what was expected, what time it is, and what to do',
  (moment, after, text) => {
    const fault = windowFault(WINDOW, moment, BEGIN + after);
    expect(`${fault?.what ?? ''} ${fault?.cure ?? ''}`).toMatch(text);
    expect(fault?.got).toMatch(/^2026-12-0\d \d\d:\d\d:\d\d UTC$/);
    expect(fault?.expected).toContain(
      moment === 'switch' ? '2026-12-06 02:00:00 UTC' : '2026-12-05 22:00:00 UTC',
    );
  },
);

test.each([
  [-2 * HOUR, 'begins in 2 h'],
  [HOUR / 2, 'open for 30 min more'],
  [2 * HOUR, 'over'],
])('in words, %d ms after its begin', (after, stands) => {
  expect(windowInWords(WINDOW)).toBe(
    'freeze from 2026-12-05 21:00:00 UTC until 2026-12-05 22:00:00 UTC, switch until 2026-12-06 02:00:00 UTC',
  );
  expect(windowAt(WINDOW, BEGIN + after)).toBe(`${windowInWords(WINDOW)}; ${stands}`);
});

test.each([
  ['ten minutes before it', -HOUR / 6, HOUR / 6],
  ['when all of it just fits into a job', 5 * HOUR - AHEAD_MS, AHEAD_MS - 5 * HOUR],
  ['when it does not fit', 5 * HOUR - AHEAD_MS - 1, 0],
  ['when it has begun', 1, 0],
])('%s a job waits for its begin', (_, after, waits) => {
  expect(timeUntilBegin(WINDOW, BEGIN + after)).toBe(waits);
});

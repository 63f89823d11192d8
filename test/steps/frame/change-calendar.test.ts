// Whether the change calendar lets a run go forward: open, for long enough, and nothing that is unknown passes.
import { expect, test } from '@jest/globals';
import { calendarFault, neededMs, stateInWords } from '../../../src/steps/frame/change-calendar.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-12-05T21:00:00Z');
const ASKED = { calendar: 'production-changes', now: NOW, forMs: 40 * MINUTE };

test.each([
  ['open without an end', 'OPEN', undefined, true],
  ['open for exactly as long', 'OPEN', NOW + 40 * MINUTE, true],
  ['open for a moment less', 'OPEN', NOW + 40 * MINUTE - 1, false],
  ['open until a time that has passed', 'OPEN', NOW - 1, false],
  ['open until a time that cannot be read', 'OPEN', NaN, false],
  ['closed', 'CLOSED', NOW + 90 * MINUTE, false],
  ['closed without an end', 'CLOSED', undefined, false],
  ['a word that is not known', 'open', undefined, false],
  ['no word', '', undefined, false],
])('%s', (_name, state, next, passes) => {
  for (const moment of ['begin', 'freeze', 'switch'] as const)
    expect(calendarFault({ state, next }, moment, ASKED) === undefined).toBe(passes);
});

test.each([
  [
    'begin',
    /^the begin of the cutover by the change calendar production-changes .*nothing was fro/,
  ],
  ['freeze', /^the freeze of the source by .* nothing was frozen: ask the owner of the calendar/],
  ['switch', /^the switch to the gateway by .* nothing was switched, and this job rolls back/],
] as const)('%s: what was expected, what the calendar says, and what to do', (moment, text) => {
  const fault = calendarFault({ state: 'CLOSED', next: NOW + MINUTE }, moment, ASKED);
  expect(`${fault?.what ?? ''} ${fault?.cure ?? ''}`).toMatch(text);
  expect(fault?.expected).toBe('OPEN now, and for 40 min more (change.calendar in the runbook)');
  expect(fault?.got).toBe('CLOSED until 2026-12-05 21:01:00 UTC');
});

test('what the service says never becomes text, but for the two words of it', () => {
  expect(stateInWords({ state: '::error::x', next: undefined })).toBe('a state that is not known');
  expect(stateInWords({ state: 'OPEN', next: NaN })).toBe('OPEN until a time that cannot be read');
});

const iso = (instant: number): string => new Date(instant).toISOString();
const change = (minutes: number | undefined) => ({
  change: {
    ticket: '^x$',
    ...(minutes !== undefined && {
      window: {
        notBefore: iso(NOW - MINUTE),
        notAfter: iso(NOW + MINUTE),
        giveUpAt: iso(NOW + minutes * MINUTE),
      },
    }),
  },
});

test.each([
  ['the least, where nobody knows', 'begin', undefined, undefined, 30],
  ['until the time to give up', 'freeze', 240, undefined, 240],
  ['the least, where the time to give up is nearer', 'freeze', 5, undefined, 30],
  ['as forecast, and not until the time to give up', 'freeze', 240, 75, 75],
  ['until the time to give up, where the forecast is longer', 'freeze', 240, 500, 240],
  ['as forecast, without a window', 'begin', undefined, 75, 75],
  ['the least, where the forecast is shorter', 'begin', undefined, 4, 30],
  ['for the switch only what it takes itself', 'switch', 240, 75, 10],
] as const)('for how long: %s', (...[, moment, window, forecast, minutes]) => {
  const forecastMs = forecast === undefined ? undefined : forecast * MINUTE;
  expect(neededMs(change(window), moment, NOW, forecastMs)).toBe(minutes * MINUTE);
});

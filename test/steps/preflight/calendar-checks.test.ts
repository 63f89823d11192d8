// What the preflight makes of a change calendar: closed now is told, closed when the window begins stops the run.
import { expect, test } from '@jest/globals';
import {
  calendarGroups,
  judgeNow,
  judgeThen,
} from '../../../src/steps/preflight/calendar-checks.ts';
import { contextOf } from './context.ts';

const WINDOW = {
  notBefore: '2026-12-05T21:00:00Z',
  notAfter: '2026-12-05T22:00:00Z',
  giveUpAt: '2026-12-06T02:00:00Z',
};
const at = (text: string): number => Date.parse(text);

test('without a calendar nothing is looked at', () => {
  expect(calendarGroups(contextOf())).toEqual([]);
});

test.each([
  ['OPEN', undefined, 'pass'],
  ['CLOSED', at('2026-12-06T02:00:00Z'), 'warn'],
  ['OPEN', NaN, 'unproven'],
  ['unknown', undefined, 'unproven'],
] as const)('now %s until %s: %s', (state, next, is) => {
  expect(judgeNow({ state, next }).state).toBe(is);
});

test.each([
  ['OPEN', undefined, 'pass'],
  ['OPEN', at(WINDOW.giveUpAt), 'pass'],
  ['OPEN', at(WINDOW.giveUpAt) - 1, 'warn'],
  ['CLOSED', undefined, 'fail'],
  ['OPEN', NaN, 'unproven'],
  ['unknown', undefined, 'unproven'],
] as const)('at the begin of the window %s until %s: %s', (state, next, is) => {
  const finding = judgeThen({ state, next }, WINDOW);
  expect(finding.state).toBe(is);
  expect(finding.found).toContain('at the begin of the change window, 2026-12-05 21:00:00 UTC');
});

test('no answer is no pass', () => {
  expect([judgeNow(undefined).state, judgeThen(undefined, WINDOW).state]).toEqual([
    'unproven',
    'unproven',
  ]);
});

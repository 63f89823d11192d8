// The forecast of a window, from tables of what was measured; nothing measured is never a number.
import { expect, test } from '@jest/globals';
import { forecastOf, oneMoreDelta } from '../../../src/evidence/forecast/forecast.ts';
import type { Measured, MeasuredExecution } from '../../../src/evidence/forecast/forecast.ts';
import type { Night } from '../../../src/evidence/forecast/nights.ts';
import { lastMoments } from '../../../src/evidence/forecast/phases.ts';
import type { PhaseName } from '../../../src/evidence/forecast/phases.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-12-05T21:00:00Z');

/** In minutes: how long ago it began, all of it, moving alone; then its files. */
const execution = (
  [ago, total, transfer, files]: readonly [number, number, number, number],
  own = false,
): MeasuredExecution => ({
  own,
  began: NOW - ago * MINUTE,
  totalMs: total * MINUTE,
  transferMs: transfer * MINUTE,
  files,
});

const DELTA = execution([60, 4, 1, 20], true);
const MEASURED: Measured = {
  executions: [DELTA],
  bucketMs: 6 * MINUTE,
  shareMs: 8 * MINUTE,
  gatewayMs: 7 * MINUTE,
  rows: 1000,
  nights: [],
  everything: false,
};

/** The range of one phase, in minutes. */
function phase(name: string, changes: Partial<Measured>): readonly (number | undefined)[] {
  const found = forecastOf({ ...MEASURED, ...changes }).phases.find((one) => one.phase === name);
  return [found?.fromMs, found?.toMs].map((ms) => ms && ms / MINUTE);
}

test.each<[string, string, Partial<Measured>, readonly (number | undefined)[]]>([
  ['one execution is a wide range', 'transfer', {}, [4, 6]],
  [
    'two as well, from the shortest',
    'transfer',
    { executions: [DELTA, execution([900, 3, 1, 5])] },
    [3, 6],
  ],
  [
    'three are the range',
    'transfer',
    { executions: [DELTA, execution([900, 3, 1, 5]), execution([99, 5, 2, 9])] },
    [3, 5],
  ],
  [
    'the first copy of everything does not count',
    'transfer',
    { executions: [DELTA, execution([9000, 600, 590, 1_000_000])] },
    [4, 6],
  ],
  [
    'no execution like it',
    'transfer',
    { executions: [execution([9, 9, 9, 99])] },
    [undefined, undefined],
  ],
  ['no answer', 'transfer', { executions: undefined }, [undefined, undefined]],
  ['only changed folders', 'bucket', {}, [1, 6]],
  ['a small tree', 'gateway', { gatewayMs: 30_000 }, [0.5, 1]],
  ['everything once more', 'bucket', { everything: true }, [6, 9]],
  [
    'a comparison that nobody measured',
    'gateway',
    { gatewayMs: undefined },
    [undefined, undefined],
  ],
  ['a refresh of what has changed', 'refresh', {}, [1, 12]],
  ['a refresh of the share', 'refresh', { everything: true }, [8, 12]],
  ['a refresh that nobody measured', 'refresh', { shareMs: undefined }, [undefined, undefined]],
  ['the switch lists the source twice', 'switch', {}, [2, 16]],
])('%s', (_name, of, changes, range) => {
  expect(phase(of, changes)).toEqual(range);
});

const night = (run: string, name: PhaseName, minutes: number): Night => ({
  run,
  phases: new Map([[name, minutes * MINUTE]]),
});
const nights = (name: PhaseName, ...minutes: readonly number[]): Partial<Measured> => ({
  nights: minutes.map((took, i) => night(`${i + 1}`, name, took)),
});

test.each<[string, string, Partial<Measured>, readonly (number | undefined)[], RegExp]>([
  [
    'one night widens the guess',
    'freeze',
    nights('freeze', 8),
    [1, 12],
    /^not measured: .*; 1 earlier night of this runbook in the evidence bucket: run 1$/,
  ],
  [
    'three are the range alone',
    'switch',
    nights('switch', 3, 5, 4),
    [3, 5],
    /^3 earlier nights of this runbook in the evidence bucket: runs 1, 2, 3$/,
  ],
  [
    'no night narrows what was measured',
    'bucket',
    nights('bucket', 2, 2, 2),
    [1, 6],
    /^the comparison before the gate.*; 3 earlier nights/,
  ],
  ['a longer night counts', 'refresh', nights('refresh', 9, 9, 20), [1, 20], /; 3 earlier nights/],
  [
    'nights alone',
    'gateway',
    { gatewayMs: undefined, ...nights('gateway', 4) },
    [4, 6],
    /^1 earlier night/,
  ],
  [
    'the executions of the task say more',
    'transfer',
    nights('transfer', 300),
    [4, 6],
    /^1 execution of the task/,
  ],
  [
    'no execution',
    'transfer',
    { executions: undefined, ...nights('transfer', 30) },
    [30, 45],
    /^1 earlier night/,
  ],
  [
    'a night without the phase',
    'freeze',
    nights('switch', 90),
    [1, 5],
    /^not measured: what the documents/,
  ],
])('earlier nights: %s', (_name, of, ...[changes, range, source]) => {
  expect(phase(of, changes)).toEqual(range);
  const { phases } = forecastOf({ ...MEASURED, ...changes });
  expect(phases.find((one) => one.phase === of)?.source).toMatch(source);
});

test('the whole is the sum, and says which part is not known', () => {
  const whole = forecastOf(MEASURED);
  expect([whole.fromMs / MINUTE, whole.toMs / MINUTE, whole.unknown]).toEqual([10, 52, []]);
  const part = forecastOf({ ...MEASURED, executions: undefined, gatewayMs: undefined });
  expect(part.unknown).toEqual(['transfer', 'gateway']);
  expect(part.toMs).toBeLessThan(whole.toMs);
});

test.each<[string, readonly MeasuredExecution[] | undefined, number | undefined]>([
  [
    'as much again has changed since',
    [execution([60, 20, 10, 900], true), execution([120, 20, 9, 900])],
    10,
  ],
  [
    'little has changed',
    [execution([60, 20, 10, 900], true), execution([6000, 20, 9, 900])],
    undefined,
  ],
  ['there is no execution before it', [execution([60, 20, 10, 900], true)], undefined],
  ['the delta is not among them', [execution([60, 20, 10, 900])], undefined],
  ['nothing is known', undefined, undefined],
])('one more delta: %s', (_name, executions, minutes) => {
  const saved = oneMoreDelta(executions, NOW);
  expect(saved && saved / MINUTE).toBe(minutes);
});

test('the last moments of a window', () => {
  const window = {
    notBefore: '2026-12-05T21:00:00Z',
    notAfter: '2026-12-05T22:00:00Z',
    giveUpAt: '2026-12-06T02:00:00Z',
  };
  const at = (hours: number): number => NOW + hours * 60 * MINUTE;
  expect(lastMoments(window, { toMs: 60 * MINUTE })).toEqual({ freeze: at(1), rollback: at(4.5) });
  expect(lastMoments(window, { toMs: 270 * MINUTE })).toEqual({
    freeze: at(0.5),
    rollback: at(4.5),
  });
});

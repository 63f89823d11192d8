// How long is left while the job of the cutover runs, after each of its phases.
import { expect, test } from '@jest/globals';
import type { StepRecord } from '../../../src/core/record.ts';
import { forecastOf } from '../../../src/evidence/forecast/forecast.ts';
import type { Measured } from '../../../src/evidence/forecast/forecast.ts';
import { leftInWords, timeLeft } from '../../../src/evidence/forecast/phases.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-12-05T21:00:00Z');
const MEASURED: Measured = {
  executions: [{ own: true, began: 0, totalMs: 4 * MINUTE, transferMs: MINUTE, files: 3 }],
  ...{ bucketMs: 6 * MINUTE, shareMs: 8 * MINUTE, gatewayMs: 7 * MINUTE },
  ...{ rows: 1000, nights: [], everything: false },
};

const record = (id: string, minutes = 0, more: Partial<StepRecord> = {}): StepRecord => ({
  ...{ format: 2, step: id, id, job: 'cutover', runbook: 'x', run: '42', attempt: 1 },
  startedAt: new Date(NOW).toISOString(),
  endedAt: new Date(NOW + minutes * MINUTE).toISOString(),
  ...{ verdict: 'pass', says: '', facts: [], warnings: [], data: {} },
  ...more,
});
const approved = (measured: Partial<Measured> = {}): StepRecord =>
  record('approval', 0, {
    step: 'verify-approval',
    data: { forecast: forecastOf({ ...MEASURED, ...measured }) },
  });
const window = {
  notBefore: '2026-12-05T20:00:00Z',
  notAfter: '2026-12-05T21:30:00Z',
  giveUpAt: '2026-12-05T22:00:00Z',
};

const FROZEN = [approved(), record('claim'), record('freeze', 2)];
const BY_TREE = [...FROZEN, record('final-delta', 5), record('verify', 1), record('tree', 2)];
const BY_GATEWAY = [
  ...BY_TREE,
  record('refresh', 3),
  record('check', 1),
  record('gateway-tree', 1),
];

test.each([
  ['the freeze', FROZEN, 9, 47],
  ['the last transfer', [...FROZEN, record('final-delta', 5)], 5, 41],
  [
    'a part of the proof of the bucket',
    [...FROZEN, record('final-delta'), record('verify', 1)],
    4,
    40,
  ],
  [
    'a part that took longer than all of it',
    [...FROZEN, record('final-delta'), record('extras', 60)],
    4,
    35,
  ],
  ['the proof of the bucket', BY_TREE, 4, 35],
  ['the proof of the gateway', BY_GATEWAY, 2, 16],
] as const)('behind %s', (_, records, from, to) => {
  const left = timeLeft(records);
  expect([left?.fromMs, left?.toMs].map((ms) => (ms ?? NaN) / MINUTE)).toEqual([from, to]);
  expect(left?.unknown).toEqual([]);
});

test.each([
  ['before the freeze', [approved(), record('claim')]],
  ['behind the switch', [...BY_GATEWAY, record('switch')]],
  ['on the way back', [...FROZEN, record('final-delta', 1, { verdict: 'fail' })]],
  ['without a forecast', FROZEN.slice(1)],
] as const)('nothing is said %s', (_, records) => {
  expect(leftInWords(records, NOW, window)).toEqual([]);
});

test('the sentences name the last moment of a rollback in the window', () => {
  expect(leftInWords(BY_TREE, NOW, window)).toEqual([
    'Left until the confirmation, as forecast: 4 min to 35 min, at the longest until 2026-12-05 21:35:00 UTC.',
    'Until 2026-12-05 21:30:00 UTC a rollback still fits the window.',
  ]);
  expect(leftInWords(BY_TREE, NOW, undefined)).toHaveLength(1);
});

test('a window that the longest exceeds, or that has no time for a rollback, says so', () => {
  const told = leftInWords(BY_TREE, NOW + 40 * MINUTE, window);
  expect(told.slice(1)).toEqual([
    'The longest is 15 min more than the window has: the run may give up and roll back.',
    'Since 2026-12-05 21:30:00 UTC a rollback may end behind the window.',
  ]);
});

test('a phase that nobody could forecast is named, and no time of the end', () => {
  const records = [approved({ shareMs: undefined }), ...FROZEN.slice(1)];
  expect(leftInWords(records, NOW, undefined)).toEqual([
    'Left until the confirmation, as forecast: 8 min to 35 min, and the refresh: not known.',
  ]);
});

test.each([
  ['a number that is text', { toMs: '5' }],
  ['a length beyond any date', { fromMs: 1, toMs: 1e300 }],
  ['a length below zero', { fromMs: -1, toMs: 1 }],
  ['no source', { source: 7 }],
  ['a phase that nobody knows', { phase: 'night' }],
])('a forecast with %s is none, and no error', (_, more) => {
  const forecast = forecastOf(MEASURED);
  const phases = forecast.phases.map((one, i) => (i === 1 ? { ...one, ...more } : one));
  const told = record('approval', 0, {
    step: 'verify-approval',
    data: { forecast: { ...forecast, phases } },
  });
  expect(leftInWords([told, ...FROZEN.slice(1)], NOW, window)).toEqual([]);
});

test('a record without a time is no error', () => {
  const lost = record('verify', 0, { endedAt: '' });
  expect(leftInWords([...FROZEN, lost], NOW, window)).toEqual([]);
});

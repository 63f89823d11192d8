// The forecast in words, and beside what it took in the end.
import { expect, test } from '@jest/globals';
import type { StepRecord } from '../../../src/core/record.ts';
import { forecastOf } from '../../../src/evidence/forecast/forecast.ts';
import { forecastFacts, phaseLines, totalInWords } from '../../../src/evidence/forecast/words.ts';
import { forecastIn } from '../../../src/evidence/forecast/phases.ts';

const MINUTE = 60_000;
const FORECAST = forecastOf({
  executions: [{ own: true, began: 0, totalMs: 4 * MINUTE, transferMs: MINUTE, files: 3 }],
  bucketMs: 6 * MINUTE,
  shareMs: 8 * MINUTE,
  gatewayMs: 7 * MINUTE,
  rows: 1000,
  nights: [],
  everything: false,
});

let clock = 0;
const record = (id: string, minutes: number, more: Partial<StepRecord> = {}): StepRecord => {
  const startedAt = new Date(clock).toISOString();
  clock += minutes * MINUTE;
  return {
    ...{ format: 2, step: id, id, job: 'cutover', runbook: 'x', run: '42', attempt: 1, startedAt },
    ...{ endedAt: new Date(clock).toISOString(), verdict: 'pass', says: '', facts: [] },
    ...{ warnings: [], data: {} },
    ...more,
  };
};

const ASKED = record('ask', 0, { step: 'ask-approval', job: 'ask', data: { forecast: FORECAST } });
const night = (): StepRecord[] => [
  ...[record('freeze', 2), record('final-delta', 5), record('verify', 1), record('tree', 2)],
  ...[record('refresh', 3), record('check', 1), record('gateway-tree', 1), record('switch', 30)],
];

test('a phase that is not known is not a number of minutes', () => {
  const unknown = forecastOf({
    ...{ executions: undefined, bucketMs: undefined, nights: [], everything: true },
    ...{ shareMs: undefined, gatewayMs: undefined, rows: undefined },
  });
  expect(totalInWords(unknown)).toMatch(/^3 min to 15 min, and the last transfer, .*: not known$/);
  expect(phaseLines(unknown)[1]).toBe('the last transfer: not known (DataSync did not answer)');
});

test('each phase stands beside its forecast, and what was longer says so', () => {
  const facts = forecastFacts([ASKED, ...night()]).map(({ name, value }) => `${name}: ${value}`);
  expect(facts).toEqual([
    'Forecast of the freeze: 1 min to 5 min; it took 2 min',
    'Forecast of the last transfer: 4 min to 6 min; it took 5 min',
    'Forecast of the proof of the bucket: 1 min to 6 min; it took 3 min',
    'Forecast of the refresh: 1 min to 12 min; it took 3 min',
    'Forecast of the proof of the gateway: 1 min to 7 min; it took 2 min',
    'Forecast of the switch, until it is confirmed: 2 min to 16 min; it took 30 min, longer than forecast',
    'Forecast of all of it: 10 min to 52 min; the steps took 45 min',
  ]);
});

test('a phase that failed is left out, and so is the whole', () => {
  const [freeze, delta] = night() as [StepRecord, StepRecord];
  const facts = forecastFacts([ASKED, freeze, { ...delta, verdict: 'fail' }]);
  expect(facts.map(({ name }) => name)).toEqual(['Forecast of the freeze']);
});

test('the second attempt counts, where it has frozen again', () => {
  const again = night().map((one) => ({ ...one, attempt: 2 }));
  const first = record('freeze', 50);
  expect(forecastFacts([ASKED, first, ...again])[0]?.value).toContain('it took 2 min');
});

test.each([
  ['no question', []],
  ['an empty phase', [{ ...ASKED, data: { forecast: { ...FORECAST, phases: [null] } } }]],
  ['an older release', [{ ...ASKED, data: {} }]],
  [
    'a record that somebody wrote',
    [{ ...ASKED, data: { forecast: { phases: [{ phase: '<b>' }] } } }],
  ],
])('without a forecast there is none: %s', (_name, records) => {
  expect(forecastIn(records)).toBeUndefined();
  expect(forecastFacts([...records, ...night()])).toEqual([]);
});

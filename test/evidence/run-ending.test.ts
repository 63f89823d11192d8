import { expect, test } from '@jest/globals';
import type { StepRecord, Verdict } from '../../src/core/record.ts';
import { cutoverIsLost, endingOf, jobsWithoutRecords } from '../../src/evidence/run-ending.ts';

const record = (step: string, data: object, verdict: Verdict = 'pass'): StepRecord => ({
  format: 2,
  step,
  id: step,
  job: 'job',
  runbook: 'runbooks/x.yml',
  run: '1',
  attempt: 1,
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  verdict,
  says: '',
  facts: [],
  warnings: [],
  data: { ...data },
});

const plan = record('plan', {});
const unprovenPreflight: StepRecord = {
  ...record('plan', {}, 'unproven'),
  id: 'preflight',
  error: { code: 'preflight', message: '' },
};
const shown = record('check-listing', { expect: 'present' });
const treeInBucket = record('verify-s3', { scope: 'tree' });
const treeOnGateway = { ...record('check-listing', { scope: 'tree' }), id: 'tree' };
const frozen = record('freeze-source', { frozen: [{}] });
const thawed = record('freeze-source', { thawed: ['i-1'] });
const nothingThawed = record('freeze-source', { thawed: [] });
const switched = record('switch-mount', { state: 'gateway' });
const rolledBack = record('switch-mount', { state: 'source', restored: ['i-1'] }, 'fail');
const back = record('switch-mount', { state: 'source', restored: ['i-1'] });
const nothingBack = record('switch-mount', { state: 'source', restored: [] });
const broke = record('switch-mount', {}, 'fail');

test('a denial of an earlier attempt says nothing where a later one fails before its gate', () => {
  const course = { until: 'cutover', rejected: ['cutover'], missing: [], lost: false } as const;
  const failed = record('run-datasync', {}, 'fail');
  expect(endingOf({ ...course, records: [plan, failed] }).ending).toBe('failed');
  expect(endingOf({ ...course, records: [plan] }).ending).toBe('denied');
});

test.each([
  ['plan', [plan], 'planned', 'nothing'],
  ['plan', [record('plan', {}, 'fail')], 'failed', 'nothing'],
  ['plan', [], 'failed', 'nothing'],
  ['plan', [plan, unprovenPreflight], 'failed', 'nothing'],
  ['plan', [plan, record('refresh-cache', {}, 'unproven')], 'planned', 'nothing'],
  ['proof', [plan, shown, treeInBucket, treeOnGateway], 'proven', 'nothing'],
  ['proof', [plan, shown, treeInBucket], 'failed', 'nothing'],
  ['proof', [plan, shown, treeOnGateway], 'failed', 'nothing'],
  ['proof', [plan, shown], 'failed', 'nothing'],
  ['proof', [plan], 'failed', 'nothing'],
  ['proof', [plan, shown, record('verify-s3', {}, 'fail')], 'failed', 'nothing'],
  ['cutover', [plan, shown, frozen, switched], 'confirmed', 'nothing'],
  ['cutover', [plan, shown, frozen, switched, nothingBack], 'confirmed', 'nothing'],
  ['cutover', [plan, shown, frozen, switched, back, thawed], 'rolled-back', 'nothing'],
  ['cutover', [plan, shown, frozen, rolledBack, nothingBack, thawed], 'rolled-back', 'nothing'],
  ['cutover', [plan, shown, frozen, thawed], 'rolled-back', 'nothing'],
  ['cutover', [plan, shown, frozen], 'failed', 'frozen'],
  ['cutover', [plan, shown, frozen, broke], 'failed', 'switched'],
  ['cutover', [plan, shown, back, thawed], 'rolled-back', 'nothing'],
  ['cutover', [plan, shown, nothingBack, nothingThawed], 'failed', 'nothing'],
  ['cutover', [plan, record('run-datasync', {}, 'fail')], 'failed', 'nothing'],
] as const)('until %s, record list %#: %s', (until, records, ending, left) => {
  expect(endingOf({ until, records, rejected: [], missing: [], lost: false })).toMatchObject({
    ending,
    left,
  });
});

const split = record('freeze-source', { split: ['i-2'] }, 'fail');
const partly = record('freeze-source', { thawed: ['i-1'], silent: ['i-2'] }, 'fail');

/** What a step of a runner says that had lost the migration to another job. */
const othersThaw = { ...record('freeze-source', { others: true }), id: 'late-thaw' };
const othersBack = { ...record('switch-mount', { others: true }), id: 'late-back' };

test('a step that another job’s migration stopped says nothing of the servers', () => {
  const course = { until: 'cutover', rejected: [], missing: [], lost: false } as const;
  const left = (...records: StepRecord[]) => endingOf({ ...course, records }).left;
  expect(left(plan, frozen, othersThaw)).toBe('frozen');
  expect(left(plan, frozen, broke, othersBack)).toBe('switched');
  expect(cutoverIsLost(new Map([['cutover', 'failure']]), [othersThaw])).toBe(true);
});

test.each([
  ['the source stays read-only', [broke, split], 'split', ['i-2']],
  ['the source serves on the others', [broke, partly], 'silent', ['i-2']],
  ['the last look counts', [broke, split, broke, partly], 'silent', ['i-2']],
  ['and the other way round', [broke, partly, broke, split], 'split', ['i-2']],
  ['the server is back', [broke, split, back, thawed], 'nothing', undefined],
  ['a late runner undoes nothing', [broke, split, othersBack, othersThaw], 'split', ['i-2']],
  ['nor where the others serve', [broke, partly, othersBack, othersThaw], 'silent', ['i-2']],
] as const)('a server that was silent on the way back: %s', (_, records, left, silent) => {
  const course = { until: 'cutover', rejected: [], missing: [], lost: false } as const;
  const ending = left === 'nothing' ? 'rolled-back' : 'failed';
  const state = endingOf({ ...course, records: [plan, shown, frozen, ...records] });
  expect(state).toMatchObject({ ending, left });
  expect(state.silent).toEqual(silent);
});

test('a later attempt overrules an earlier one', () => {
  const failed = record('verify-s3', { scope: 'tree' }, 'fail');
  const again = { ...treeInBucket, attempt: 2 };
  expect(
    endingOf({
      until: 'proof',
      records: [plan, shown, failed, treeOnGateway, again],
      rejected: [],
      missing: [],
      lost: false,
    }),
  ).toMatchObject({ ending: 'proven', left: 'nothing' });
});

test.each([
  ['freeze-source', 'bad-input'],
  ['freeze-source', 'window-closed'],
  ['freeze-source', 'not-ready'],
  ['switch-mount', 'bad-input'],
] as const)('%s refused with %s has left nothing behind', (step, code) => {
  const refused = { ...record(step, {}, 'fail'), error: { code, message: '' } };
  expect(
    endingOf({
      until: 'cutover',
      records: [plan, refused],
      rejected: [],
      missing: [],
      lost: false,
    }),
  ).toMatchObject({
    ending: 'failed',
    left: 'nothing',
  });
});

test('a rejection of an attempt before the one that ran is no denial', () => {
  const confirmed = { ...switched, job: 'cutover' };
  expect(
    endingOf({
      until: 'cutover',
      records: [plan, confirmed],
      rejected: ['cutover'],
      missing: [],
      lost: false,
    }).ending,
  ).toBe('confirmed');
});

test('a rejected gate with nothing done is a denial', () => {
  expect(
    endingOf({
      until: 'cutover',
      records: [plan, shown, nothingBack],
      rejected: ['cutover'],
      missing: [],
      lost: false,
    }),
  ).toMatchObject({ ending: 'denied', left: 'nothing' });
});

test('a rejection does not hide what is left on the servers', () => {
  expect(
    endingOf({
      until: 'cutover',
      records: [plan, frozen],
      rejected: ['cutover'],
      missing: [],
      lost: false,
    }),
  ).toMatchObject({
    ending: 'failed',
    left: 'frozen',
  });
});

test.each([
  ['cutover', [plan, shown, frozen, switched]],
  ['cutover', [plan, frozen, broke]],
  ['proof', [plan, shown, treeInBucket, treeOnGateway]],
  ['plan', []],
] as const)('until %s, from a part of the records (%#) nothing is judged', (until, records) => {
  expect(
    endingOf({ until, records, rejected: ['cutover'], missing: ['sync'], lost: true }),
  ).toMatchObject({
    ending: 'unproven',
    left: 'unknown',
  });
});

test.each([
  ['all are there', 'plan=success', ['plan'], []],
  ['one is not', 'plan=success sync=success', ['sync'], ['plan']],
  ['none is', 'plan=success sync=success', [], ['plan', 'sync']],
  ['a denied or lost job owes none', 'plan=success cutover=failure', ['plan'], []],
  ['nor does one that was stopped or skipped', 'sync=cancelled cutover=skipped', [], []],
])('records of jobs: %s', (_, jobs, kept, missing) => {
  const results = jobs.split(' ').map((pair) => pair.split('=') as [string, string]);
  const records = kept.map((job) => ({ ...plan, job }));
  expect(jobsWithoutRecords(new Map(results), records)).toEqual(missing);
});

test.each([
  ['nothing of the cutover', [plan], false],
  ['a freeze', [frozen, nothingThawed], true],
  [
    'a freeze that was refused first',
    [{ ...record('freeze-source', {}, 'fail'), error: { code: 'window-closed', message: '' } }],
    false,
  ],
  ['a freeze that failed', [record('freeze-source', {}, 'fail'), nothingThawed], true],
  ['a switch', [broke, nothingBack], true],
  ['a rollback that found nothing', [nothingBack, nothingThawed], false],
] as const)('begun: %s', (_, records, begun) => {
  const course = { until: 'cutover', rejected: [], missing: [], lost: false } as const;
  expect(endingOf({ ...course, records }).begun).toBe(begun);
});

const inCutover = { job: 'cutover', id: 'thaw' };
const second = { ...plan, job: 'cutover', attempt: 2 };

test.each([
  ['its job has failed, and nobody has looked', 'failure', [plan], true],
  ['the same for a cancelled one', 'cancelled', [plan], true],
  ['a thaw has looked', 'failure', [plan, nothingThawed], false],
  ['a thaw has failed', 'failure', [plan, record('freeze-source', { thawed: [] }, 'fail')], true],
  ['its own thaw has ended it', 'failure', [{ ...nothingThawed, ...inCutover }], false],
  ['its records end before its thaw', 'failure', [second], true],
  ['another job has it', 'failure', [{ ...othersThaw, ...inCutover }], true],
  ['only the attempt before has thawed', 'failure', [nothingThawed, second], true],
  ['it was never begun', 'skipped', [plan], false],
])('the cutover is lost: %s', (_, result, records, lost) => {
  expect(cutoverIsLost(new Map([['cutover', result]]), records)).toBe(lost);
  const state = endingOf({ until: 'cutover', records, rejected: [], missing: [], lost });
  expect(state.left !== 'nothing').toBe(lost);
});

// Part of a job's records is none: which records a job that succeeded must have.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { StepRecord, Verdict } from '../../src/core/record.ts';
import { jobsCutShort, jobsWithoutRecords, LAST_STEPS } from '../../src/evidence/run-ending.ts';

const record = (step: string, data: object, verdict: Verdict = 'pass'): StepRecord => ({
  ...{ format: 2, step, id: step, job: 'job', runbook: 'runbooks/x.yml', run: '1', attempt: 1 },
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  ...{ verdict, says: '', facts: [], warnings: [] },
  data: { ...data },
});

const plan = record('plan', {});
const frozen = record('freeze-source', { frozen: [{}] });
const switched = record('switch-mount', { state: 'gateway' });
const broke = record('switch-mount', {}, 'fail');

test('a cutover that succeeded has the record of its switch, or is missing', () => {
  const results = new Map([['cutover', 'success']]);
  const of = (record: StepRecord, attempt = 1) => ({ ...record, job: 'cutover', attempt });
  const missing = (...records: StepRecord[]) => jobsWithoutRecords(results, records);
  expect(missing(of(frozen))).toEqual(['cutover']);
  expect(missing(of(frozen), of(broke))).toEqual(['cutover']);
  expect(missing(of(switched), of(frozen, 2))).toEqual(['cutover']);
  expect(missing(of(frozen), of(switched))).toEqual([]);
  expect(missing(of(broke), of(switched, 2))).toEqual([]);
});

test('of a job that only the bucket knows the record of the last step is there, or it is missing', () => {
  const results = new Map([['sync', 'success']]);
  const of = (id: string) => ({ ...plan, job: 'sync', id });
  const short = (records: StepRecord[], uploaded: StepRecord[] = []) =>
    jobsCutShort(results, { uploaded, records });
  expect(short([of('claim')])).toEqual(['sync']);
  expect(short([of('claim'), of('delta')])).toEqual([]);
  expect(short([of('claim'), { ...of('delta'), attempt: 2 }])).toEqual([]);
  expect(short([of('delta'), { ...of('claim'), attempt: 2 }])).toEqual(['sync']);
  // An artifact is uploaded whole, and what no record is of is missing anyway.
  expect(short([of('claim')], [of('claim')])).toEqual([]);
  expect(short([])).toEqual([]);
});

test('the last steps are those of the workflow', () => {
  const { jobs } = parse(readFileSync('.github/workflows/cutover.yml', 'utf8')) as {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
  };
  for (const [job, last] of Object.entries(LAST_STEPS)) {
    const always = (jobs[job]?.steps ?? []).filter(
      ({ uses = '', if: when }) =>
        uses.startsWith('./actions/') && (when === undefined || when.includes('always()')),
    );
    expect([job, always.at(-1)?.id]).toEqual([job, last]);
  }
});

interface WorkflowStep {
  readonly id?: string;
  readonly uses?: string;
  readonly if?: string;
}

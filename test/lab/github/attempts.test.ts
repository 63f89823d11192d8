// A run that somebody runs again: which jobs run, which artifacts they find, and whom GitHub names as reviewers.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import { runWorkflow } from '../../../lab/github/workflow-run.ts';
import type { WorkflowOptions } from '../../../lab/github/workflow-run.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const WORKSPACE = join(REPOSITORY, 'test/fixtures/workflows');
const runbook = join(REPOSITORY, 'runbooks/image-archive.yml');

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ runbook });
});
afterAll(() => lab.close());

const attempt = (
  on: Lab,
  runId: string,
  by: string,
  again?: NonNullable<WorkflowOptions['again']>,
) =>
  runWorkflow({
    lab: on,
    file: join(WORKSPACE, 'attempts.yml'),
    inputs: {},
    workspace: WORKSPACE,
    runId,
    decide: () => Promise.resolve({ decision: 'approve', by }),
    on: () => {},
    ...(again && { again }),
  });

const resultsOf = ({ jobs }: Awaited<ReturnType<typeof attempt>>) =>
  Object.entries(jobs).map(([id, { result }]) => `${id}: ${result}`);

test('"Re-run failed jobs" keeps what passed; without a token only this attempt’s artifacts are found', async () => {
  const first = await attempt(lab, '501', 'ann');
  expect(resultsOf(first)).toEqual([
    'prepare: success',
    'gated: failure',
    'after: skipped',
    'report: success',
    'without-permission: success',
  ]);
  expect(first.jobs.report?.outputs).toMatchObject({
    plain: 'records-gated-1 records-prepare-1',
    'by-run': 'records-gated-1 records-prepare-1',
    other: 'failure',
    reviews: 'ann',
  });
  expect(first.jobs['without-permission']?.outputs.outcome).toBe('failure');
  const second = await attempt(lab, '501', 'ben', { of: first, jobs: 'failed' });
  expect([second.result, second.attempt]).toEqual(['success', 2]);
  expect(second.jobs.prepare).toBe(first.jobs.prepare);
  expect(second.jobs.after?.result).toBe('success');
  expect(second.jobs.report?.outputs).toMatchObject({
    'made-by': '1',
    plain: 'records-gated-2',
    'by-run': 'records-gated-1 records-gated-2 records-prepare-1',
    reviews: 'ann ben',
  });
});

test('"Re-run all jobs" runs them all, and earlier artifacts are found by nobody', async () => {
  await using other = await startLab({
    runbook,
    scenario: { ...CALM, faults: { reviews: 'newest-first' } },
  });
  const first = await attempt(other, '502', 'ann');
  const second = await attempt(other, '502', 'ben', { of: first, jobs: 'all' });
  expect(second.jobs.report?.outputs).toMatchObject({
    'made-by': '2',
    'by-run': 'records-gated-2 records-prepare-2',
    reviews: 'ben ann',
  });
});

// A run that somebody cancels, at each step of the job that switches: what is so afterwards is right, and the report says it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import { LabJournal } from '../actions/journal-steps.ts';
import { rehearseScenario } from './rehearsal.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUNBOOK = 'runbooks/image-archive.yml';
/** From the cancellation to the end of the job. */
const LEFT_MS = 285_000;

/** Runs the workflow, and cancels it at the first call that `step` of the job cutover makes. */
async function cancelledAt(step: string) {
  await using lab = await startLab({ runbook: join(ROOT, RUNBOOK) });
  const cancel = new AbortController();
  let playing = '';
  const times = { cancelled: 0, ended: 0 };
  const unheard = lab.context.events.on(({ kind }) => {
    if (kind !== 'call' || playing !== step || cancel.signal.aborted) return;
    times.cancelled = lab.context.clock.now();
    cancel.abort();
  });
  const on = (event: RunEvent): void => {
    if (event.kind === 'run' || event.job.job !== 'cutover') return;
    if (event.kind === 'step' && event.phase === 'begins') playing = event.step;
    if (event.kind === 'job' && event.phase === 'ends') times.ended = event.at;
  };
  const { jobs, summaries } = await runWorkflow({
    ...{ lab, file: '.github/workflows/cutover.yml', workspace: ROOT, runId: '42', on },
    inputs: {
      ...{ runbook: RUNBOOK, until: 'cutover' },
      ...{ 'change-ticket': 'CHG0000001', reason: 'A rehearsal that somebody cancels' },
    },
    decide: () => Promise.resolve('approve'),
    signal: cancel.signal,
  });
  unheard();
  const report = summaries.filter(({ job }) => job === 'report').at(-1)?.text ?? '';
  return {
    results: [jobs.cutover?.result, jobs.rollback?.result, jobs.report?.result],
    tookMs: times.ended - times.cancelled,
    outcome: jobs.report?.outputs.outcome,
    left: jobs.report?.outputs.left,
    server: /\*\*i-0a1b2c3d4e5f60718\*\* \| (serves .*) \|$/m.exec(report)?.[1],
    state: new LabJournal(lab, readFileSync(join(ROOT, RUNBOOK), 'utf8')).newest?.state,
  };
}

test.each([
  ['claim', 'failed', 'prepared'],
  ['freeze', 'failed', 'rolled-back-none'],
  ['final-delta', 'rolled-back', 'rolled-back-none'],
  ['verify', 'rolled-back', 'rolled-back-none'],
  ['tree', 'rolled-back', 'rolled-back-none'],
  ['refresh', 'rolled-back', 'rolled-back-none'],
  ['check', 'rolled-back', 'rolled-back-none'],
  ['gateway-tree', 'rolled-back', 'rolled-back-none'],
  ['switch', 'rolled-back', 'rolled-back-none'],
])(
  'cancelled at the step %s: it ends %s',
  async (step, outcome, state) => {
    const { server, tookMs, ...ended } = await cancelledAt(step);
    expect(ended).toEqual({
      results: ['cancelled', 'success', 'success'],
      outcome,
      left: 'nothing',
      state,
    });
    expect(server).toMatch(/^serves source \(.*\); takes writes; /);
    expect(tookMs).toBeLessThan(LEFT_MS);
  },
  300_000,
);

test('cancelled: in the middle of the switch, the job goes back by itself', async () => {
  const run = await rehearseScenario('cancelled');
  expect(run.record('cutover', 'go-back').data).toMatchObject({ after: [{ serves: 'source' }] });
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
  expect(run.record('list-written', 'list').data.state).toBe('rolled-back-settled');
});

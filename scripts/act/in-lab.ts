// A cutover in our own rehearsal.
import { join } from 'node:path';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { RunOutcome, RunRequest } from './run-outcome.ts';
import { INPUTS, RUN_ID, RUNBOOK, WORKFLOW, worldOf } from './run-outcome.ts';

/** Rehearses the cutover, everything approved. */
export async function runInLab({ workspace, scenario }: RunRequest): Promise<RunOutcome> {
  await using lab = await startLab({ runbook: join(workspace, RUNBOOK), scenario });
  const steps = new Map<string, string[]>();
  const { jobs } = await runWorkflow({
    lab,
    file: join(workspace, WORKFLOW),
    inputs: INPUTS,
    workspace,
    runId: RUN_ID,
    decide: () => Promise.resolve('approve'),
    on: (event) => {
      if (event.kind !== 'step' || event.phase !== 'ends' || event.role === 'post') return;
      if (event.conclusion === 'skipped') return;
      const known = steps.get(event.job.job) ?? [];
      steps.set(event.job.job, [...known, `${event.name}: ${event.conclusion}`]);
    },
  });
  return {
    jobs: Object.fromEntries(
      Object.entries(jobs).map(([job, end]) => [job, { ...end, steps: steps.get(job) ?? [] }]),
    ),
    world: await worldOf(lab),
  };
}

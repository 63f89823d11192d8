// Step 2 of the procedure: runs the existing task again; it copies only what changed.
import type { Outcome } from '../../core/record.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import { DELAYS, LAUNCHING_TOO_LONG_MS } from '../../plan/poll-intervals.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { holdMigration } from '../migration/hold.ts';
import { assertSourceServes } from '../servers/read-mounts.ts';
import { agentsOffline } from './task-status.ts';
import { ExecutionProgress } from './execution-progress.ts';
import { assertNoOther, closeFence, switchScheduleOff } from './fence-task.ts';
import { ownExecution } from './own-execution.ts';
import type { OwnExecution } from './own-execution.ts';
import type { RunDataSyncInputs, TransferPorts } from './adapters.ts';
import { awaitTaskReport } from './await-task-report.ts';
import { toOutcome, withFence, withTaskReport } from './transfer-outcome.ts';

/** Runs the task of the runbook once for this run and delta, and waits for its end. */
export async function runDataSync(
  context: StepContext,
  ports: TransferPorts,
  inputs: RunDataSyncInputs,
): Promise<Outcome> {
  const { datasync, ssm, log, session } = ports;
  if (inputs.frozen) assertWindow(context, 'transfer');
  // Of the last transfer the journal is told; before the gate the migration stays as it was claimed.
  const hold = await holdMigration(context, log, inputs.frozen ? 'resync' : 'note');
  // After the switch a run of the task would put old files over what applications have written since.
  await assertSourceServes(context, ssm);
  session.beforeRenewal(() => hold.renew());
  await session.keep();
  if (!inputs.frozen) {
    const own = await begin(context, ports, inputs);
    return transferred(context, ports, inputs, own);
  }
  // The last transfer: nobody may start the task behind it.
  const schedule = await switchScheduleOff(context, ports, (kept) =>
    hold.advance('note', { schedule: kept }),
  );
  const own = await begin(context, ports, inputs);
  const fencedAt = await closeFence(context, ports.settings);
  const outcome = await transferred(context, ports, inputs, own);
  if (outcome.error === undefined) {
    await assertNoOther(datasync, own.arn);
    await hold.advance('resync');
  }
  const kept = schedule ?? hold.entry.schedule;
  return withFence(outcome, { schedule: kept, fencedAt, leaseEnd: session.leaseEnd() });
}

async function begin(
  context: StepContext,
  ports: TransferPorts,
  inputs: RunDataSyncInputs,
): Promise<OwnExecution> {
  const own = await ownExecution(context, ports, inputs);
  context.say(`${own.started ? 'Started' : 'Found'} ${own.arn}`);
  return own;
}

/** Waits for the end of the execution, and tells it. */
async function transferred(
  context: StepContext,
  { datasync, ssm, session, outputs }: TransferPorts,
  inputs: RunDataSyncInputs,
  own: OwnExecution,
): Promise<Outcome> {
  try {
    await waitForEnd(context, { datasync, session }, own.arn);
  } catch (thrown) {
    if (context.signal.aborted) await cancel(context, datasync, own.arn);
    throw thrown;
  }
  // Read once more: the counters become final some time after the status.
  const execution = await datasync.describe(own.arn);
  const { datasync: settings, verify } = context.runbook;
  const reports = settings.report !== undefined && inputs.frozen;
  let outcome = toOutcome(context, own, execution, inputs);
  // A task report names what failed by itself; only the runbook knows which names may stay behind.
  if (execution.status === 'ERROR' && (!reports || verify.stayBehind.length > 0)) {
    const { withNamesWithoutKeys } = await import('./names-without-keys.ts');
    outcome = await withNamesWithoutKeys(context, { datasync, ssm, outputs }, outcome, execution);
  }
  if (reports && outcome.error !== undefined) {
    const { withFailedFiles } = await import('./failed-files.ts');
    return withFailedFiles(context, { datasync, outputs: await outputs() }, outcome);
  }
  if (reports) outcome = withTaskReport(outcome, await awaitTaskReport(context, datasync, own.arn));
  return outcome;
}

async function waitForEnd(
  context: StepContext,
  { datasync, session }: Pick<TransferPorts, 'datasync' | 'session'>,
  arn: string,
): Promise<void> {
  const { clock, signal, say, runbook } = context;
  const progress = new ExecutionProgress();
  const began = clock.now();
  let asked = false;
  await waitFor({
    what: `DataSync execution ${arn}`,
    until: 'SUCCESS or ERROR',
    cure: 'it goes on: look at it in the console, then re-run this job, which finds it again',
    clock,
    signal,
    timeoutMs: runbook.datasync.timeoutMs,
    delaysMs: DELAYS.execution,
    read: async () => {
      await session.keep();
      const execution = await datasync.describe(arn);
      if (
        execution.status === 'LAUNCHING' &&
        !asked &&
        clock.now() - began > LAUNCHING_TOO_LONG_MS
      ) {
        asked = true;
        for (const agent of await agentsOffline(datasync, await datasync.describeTask()))
          say(agent);
      }
      return execution;
    },
    // Any status that is not one of the two ends is not an end, unknown ones included.
    classify: ({ status }) => (status === 'SUCCESS' || status === 'ERROR' ? 'done' : 'again'),
    progress: (execution) => {
      say(progress.line(execution, clock.now()));
    },
    describe: ({ status }) => `status ${status}`,
  });
}

async function cancel(context: StepContext, datasync: DataSync, arn: string): Promise<void> {
  await datasync.cancel(arn);
  context.say(
    `Cancelled ${arn}. What it had copied stays; the next full run repairs half-written objects.`,
  );
}

// Step 2 of the procedure: runs the existing task again; it copies only what changed.

import { formatBytes } from '../../core/values/bytes.ts';
import { executionPage } from '../../core/values/arn.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import { DELAYS, LAUNCHING_TOO_LONG_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { assertSourceServes } from '../servers/read-mounts.ts';
import { agentsOffline } from './task-status.ts';
import { ExecutionProgress } from './execution-progress.ts';
import { ownExecution } from './own-execution.ts';
import type { OwnExecution } from './own-execution.ts';
import type { RunDataSyncInputs, TransferPorts } from './adapters.ts';
import { awaitTaskReport, taskReportProblem } from './await-task-report.ts';

/** Runs the task of the runbook once for this run and delta, and waits for its end. */
export async function runDataSync(
  context: StepContext,
  { datasync, ssm, outputs }: TransferPorts,
  inputs: RunDataSyncInputs,
): Promise<Outcome> {
  // After the switch a run of the task would put old files over what applications have written since.
  await assertSourceServes(context, ssm);
  const own = await ownExecution(context, datasync, inputs);
  context.say(`${own.started ? 'Started' : 'Found'} ${own.arn}`);
  try {
    await waitForEnd(context, datasync, own.arn);
  } catch (thrown) {
    if (context.signal.aborted) await cancel(context, datasync, own.arn);
    throw thrown;
  }
  // Read once more: the counters become final some time after the status.
  const execution = await datasync.describe(own.arn);
  const reports = context.runbook.datasync.report !== undefined && inputs.frozen;
  const outcome = toOutcome(own, execution, madeByRun(context, inputs));
  if (!reports) return outcome;
  if (outcome.error !== undefined) {
    const { withFailedFiles } = await import('./failed-files.ts');
    return withFailedFiles(context, { datasync, outputs: await outputs() }, outcome);
  }
  return withTaskReport(own, await awaitTaskReport(context, datasync, own.arn));
}

async function waitForEnd(context: StepContext, datasync: DataSync, arn: string): Promise<void> {
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

/** What this run itself has written for the first delta, in words: a count alone does not show it. */
const madeByRun = ({ runbook }: StepContext, { delta }: RunDataSyncInputs): Fact[] =>
  delta === 'canary' && runbook.verify.calibrate
    ? [
        {
          name: 'Made by this run',
          value:
            'the canary (its folder counts as changed) and the six files and folders of the calibration folder',
        },
      ]
    : [];

function toOutcome(own: OwnExecution, execution: Execution, made: readonly Fact[]): Outcome {
  const ok = execution.status === 'SUCCESS';
  const page = executionPage(own.arn);
  const took = execution.totalMs ?? 0;
  const { files, folders, bytes } = execution;
  const basic = execution.mode === 'BASIC';
  return {
    verdict: ok ? 'pass' : 'fail',
    says: ok
      ? `DataSync transferred ${files.done} ${basic ? 'files and folders' : 'files'} (${formatBytes(bytes.done)}) in ${formatDuration(took)}.`
      : `DataSync ended in ERROR: ${execution.errorCode ?? 'no code'}, ${execution.errorDetail?.replace(/\.$/, '') ?? 'no detail'}.`,
    facts: [
      {
        name: basic ? 'Files and folders transferred' : 'Files transferred',
        value: String(files.done),
      },
      ...(folders === undefined ? [] : [{ name: 'Folders transferred', value: String(folders) }]),
      ...made,
      { name: 'Bytes transferred', value: formatBytes(bytes.done) },
      { name: 'Verified', value: `${files.verified}` },
      { name: 'Duration', value: formatDuration(took) },
      { name: 'Execution', value: own.arn },
      ...(page === undefined ? [] : [{ name: 'Console', value: page }]),
      {
        name: 'Started by',
        value: own.started ? 'this step' : 'an earlier try of this run, found by its tags',
      },
    ],
    warnings: [],
    data: { ...execution, startedByThisStep: own.started },
    outputs: {
      'execution-arn': own.arn,
      status: execution.status,
      began: execution.began?.toISOString() ?? '',
      'files-transferred': String(files.done),
      'folders-transferred': folders === undefined ? '' : String(folders),
      'bytes-transferred': String(bytes.done),
      'duration-seconds': String(Math.round(took / 1000)),
    },
    ...(ok ? {} : { error: failed(own.arn, execution, page) }),
  };
}

/** The transfer is done, but the task report that the runbook asks for must be there too: the proof needs it. */
function withTaskReport(own: OwnExecution, execution: Execution): Outcome {
  const outcome = toOutcome(own, execution, []);
  const problem = taskReportProblem(execution);
  const facts = [...outcome.facts, { name: 'Task report', value: problem ?? 'written' }];
  if (problem === undefined) return { ...outcome, facts };
  return {
    ...outcome,
    facts,
    verdict: 'unproven',
    says: `DataSync transferred everything, but ${problem}.`,
    error: new CutoverError('unproven', {
      what: `DataSync's task report of ${own.arn}`,
      expected: 'SUCCESS',
      got: problem,
      cure: 'see that the role of datasync.report may write below reports/ in the evidence bucket, or take datasync.report out of the runbook; then re-run this job',
    }),
  };
}

const failed = (arn: string, execution: Execution, page: string | undefined): CutoverError =>
  new CutoverError('transfer-failed', {
    what: `DataSync execution ${arn}`,
    expected: 'SUCCESS',
    got: `${execution.status} ${execution.errorCode ?? ''}: ${execution.errorDetail ?? 'no detail'}`,
    cure: `read its log${page === undefined ? '' : ` (${page})`}, mend the cause, then re-run this job`,
  });

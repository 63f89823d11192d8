// Finds or starts the one execution of the task that belongs to this run and this delta. Never two.
import { CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync, Tags, Task } from '../../aws/datasync/datasync.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import { ATTEMPT_TAG, DELTA_TAG, executionTags, RUN_TAG } from './execution-tags.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import { taskReportOf } from './task-report-place.ts';
import { overridesOf } from '../../runbook/task-overrides.ts';
import { startUnfenced } from './fence-task.ts';
import type { FencePorts } from './fence-task.ts';
import { assertUsable, assertVerifiable } from './task-status.ts';
import type { StepContext } from '../frame/context.ts';
import type { RunDataSyncInputs } from './adapters.ts';

/** DataSync lists the executions of 30 days; a task that runs hourly has 720. */
const LOOK_BACK = 1000;
const START_TRIES = 5;
const RETRY_MS = 10_000;

export interface OwnExecution {
  readonly arn: string;
  /** False if it was there before this step. */
  readonly started: boolean;
}

/**
 * Finds or starts the execution. The API has no client token, so the step must not repeat a start without an answer
 * blindly: every execution has a tag with the run, and after any doubt the step reads the tags before the next try.
 */
export async function ownExecution(
  context: StepContext,
  ports: FencePorts,
  inputs: RunDataSyncInputs,
): Promise<OwnExecution> {
  const { datasync } = ports;
  let doubt: unknown;
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    if (tries > 0) await context.clock.sleep(RETRY_MS, context.signal);
    const task = await datasync.describeTask();
    await assertUsable(datasync, task);
    assertVerifiable(context, task);
    const own = await findOwn(context, datasync, inputs, task);
    if (own !== undefined) return { arn: own, started: tries > 0 };
    if (task.status !== 'AVAILABLE') {
      await waitForTask(context, datasync, inputs);
      continue;
    }
    try {
      const { run, runbook } = context;
      const tags = executionTags(run.id, inputs.delta, String(run.attempt));
      const overrides = overridesOf(runbook.datasync, inputs.frozen);
      const report = taskReportOf(runbook, run.id, inputs.frozen);
      const start = () => datasync.start(tags, overrides, report);
      return { arn: await startUnfenced(context, ports, start), started: true };
    } catch (thrown) {
      if (!isDoubtful(thrown)) throw thrown;
      doubt = thrown;
      context.say(`Starting the task was not confirmed (${thrown.failure.got}); reading again.`);
    }
  }
  if (doubt instanceof CutoverError) throw doubt;
  throw busy(context, 'other executions, one after the other');
}

/** Throttled, lost, or refused because another start was faster: each may or may not have started one. */
const isDoubtful = (thrown: unknown): thrown is CutoverError =>
  thrown instanceof CutoverError &&
  ['aws-throttled', 'aws-unavailable', 'aws-unreadable', 'aws-refused'].includes(thrown.code);

/** The execution of this run and delta that still counts; looks at the newest first, as far as DataSync says. */
async function findOwn(
  context: StepContext,
  datasync: DataSync,
  inputs: RunDataSyncInputs,
  task: Task,
): Promise<string | undefined> {
  const { attempt } = context.run;
  for await (const arn of executions(datasync, task)) {
    const tags = await datasync.tags(arn);
    if (tags[RUN_TAG] !== context.run.id || tags[DELTA_TAG] !== inputs.delta) continue;
    const execution = await datasync.describe(arn);
    if (counts(execution, tags, { attempt, after: inputs.after })) return arn;
  }
  return undefined;
}

/** The newest execution first: after a lost answer it is the right one; then the others. */
async function* executions(datasync: DataSync, task: Task): AsyncIterable<string> {
  const { latestExecution } = task;
  if (latestExecution === undefined) return;
  yield latestExecution;
  for (const { arn } of await datasync.list(LOOK_BACK)) if (arn !== latestExecution) yield arn;
}

/**
 * A failed or cancelled execution counts only for the attempt that started it: a re-run of the job begins a new one.
 * An execution that began before `after` does not count: it may lack what it must carry.
 */
function counts(
  execution: Execution,
  tags: Tags,
  { attempt, after }: { readonly attempt: number; readonly after: number | undefined },
): boolean {
  if (after !== undefined && (execution.began?.getTime() ?? 0) < after) return false;
  const dead = execution.status === 'ERROR' || execution.status === 'CANCELLING';
  return !dead || tags[ATTEMPT_TAG] === String(attempt);
}

async function waitForTask(
  context: StepContext,
  datasync: DataSync,
  inputs: RunDataSyncInputs,
): Promise<void> {
  const { clock, signal, say, runbook } = context;
  if (inputs['when-busy'] === 'refuse')
    throw busy(context, 'an execution that this run did not start');
  await waitFor({
    what: `DataSync task ${runbook.datasync.task}`,
    until: 'status AVAILABLE',
    cure: 'see in DataSync who runs this task, and end or await that execution',
    clock,
    signal,
    timeoutMs: runbook.datasync.timeoutMs,
    delaysMs: DELAYS.task,
    read: () => datasync.describeTask(),
    classify: ({ status }) => (status === 'RUNNING' || status === 'QUEUED' ? 'again' : 'done'),
    progress: ({ status, latestExecution }) => {
      say(`Waiting for another execution of this task: ${status}, ${latestExecution ?? 'unknown'}`);
    },
    describe: ({ status }) => `status ${status}`,
  });
}

const busy = (context: StepContext, got: string): CutoverError =>
  new CutoverError('busy', {
    what: `DataSync task ${context.runbook.datasync.task}`,
    expected: 'no other execution of this task',
    got,
    cure: "await or end it and re-run this job, or set when-busy to wait; disable the task's schedule until the cutover is over",
  });

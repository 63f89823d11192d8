// The fence around the task: after the last start nobody's schedule and no role of ours starts it behind our back.
import { CutoverError } from '../../core/errors.ts';
import type { Instant } from '../../core/clock.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync, Task } from '../../aws/datasync/datasync.ts';
import type { TaskSettings } from '../../aws/datasync/task-settings.ts';
import { DELAYS, SETTINGS_MS, TAG_DELAY_MS, TAG_RETRY_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { FENCE_TAG } from './execution-tags.ts';

export interface FencePorts {
  readonly datasync: DataSync;
  readonly settings: TaskSettings;
}

/** The schedule by which a task starts, as its expression; null where it starts by none. The journal keeps it so. */
export type KeptSchedule = string | null;

/** The schedule that `task` runs by. Every status but DISABLED counts as one that runs. */
export const runningSchedule = ({ schedule }: Pick<Task, 'schedule'>): KeptSchedule =>
  schedule === undefined || schedule.status === 'DISABLED' ? null : schedule.expression;

/**
 * Switches the task's schedule off and reads that it is off. `remember` is given it before that, so that no crash loses
 * it. Answers the schedule that ran, or null: then nothing was changed.
 */
export async function switchScheduleOff(
  context: StepContext,
  { datasync, settings }: FencePorts,
  remember: (schedule: string) => Promise<void>,
): Promise<KeptSchedule> {
  const schedule = runningSchedule(await datasync.describeTask());
  if (schedule === null) return null;
  await remember(schedule);
  context.say(`Switching off the schedule of the task, ${schedule}`);
  await settings.setSchedule(schedule, 'DISABLED');
  await awaitSchedule(context, datasync, null);
  return schedule;
}

/**
 * Calls `start` for a task that may still have the tag of an earlier attempt: takes it off first. IAM learns of that
 * late, so a start that is denied is tried again for five minutes: a denied one has started nothing.
 */
export async function startUnfenced(
  context: StepContext,
  { settings }: FencePorts,
  start: () => Promise<string>,
): Promise<string> {
  const { clock, signal, say } = context;
  const opened = await openFence(context, settings);
  const until = clock.now() + TAG_DELAY_MS;
  for (;;) {
    try {
      return await start();
    } catch (thrown) {
      const isLate = opened ? isDenied(thrown) : isFenced(thrown);
      if (!isLate || clock.now() >= until) throw thrown;
      say('IAM does not know yet that the task has lost its tag; trying again');
      await clock.sleep(TAG_RETRY_MS, signal);
    }
  }
}

const isDenied = (thrown: unknown): thrown is CutoverError =>
  thrown instanceof CutoverError && thrown.code === 'aws-denied';

/** Whether a policy has refused a start as our roles refuse it for a task with the tag: by an explicit deny. */
export const isFenced = (thrown: unknown): thrown is CutoverError =>
  isDenied(thrown) && /explicit deny/i.test(thrown.failure.got);

/** Takes the tag off the task, if it has it, and reads that it is gone. Answers whether it had it. */
async function openFence(context: StepContext, settings: TaskSettings): Promise<boolean> {
  const by = (await settings.tags())[FENCE_TAG];
  if (by === undefined) return false;
  context.say(`Taking off the tag with which run ${by} has closed the task`);
  await settings.untag(FENCE_TAG);
  await awaitTag(context, settings, undefined);
  return true;
}

/** Tags the task with this run's id and reads it back: from then on no role of ours may start it. */
export async function closeFence(context: StepContext, settings: TaskSettings): Promise<Instant> {
  const { id } = context.run;
  if ((await settings.tags())[FENCE_TAG] !== id) {
    await settings.tag(FENCE_TAG, id);
    await awaitTag(context, settings, id);
  }
  return context.clock.now();
}

/** The transfer that was proven, and when the task was closed behind it. */
interface Proven {
  readonly execution: string;
  readonly fencedAt: Instant;
}

/**
 * Whether nobody has started the task behind the proven execution: it is the latest one, and no other is under way.
 * Throws `busy` otherwise. Before five minutes have passed since the tag it waits for them: until then a start may have
 * passed IAM. It is the precondition of the switch.
 */
export async function assertProvenIsLast(
  context: StepContext,
  datasync: DataSync,
  { execution, fencedAt }: Proven,
): Promise<void> {
  const { clock, signal, say } = context;
  const left = fencedAt + TAG_DELAY_MS - clock.now();
  if (left > 0) {
    say(`Waiting ${Math.ceil(left / 1000)} s: IAM may not know the tag of the task yet`);
    await clock.sleep(left, signal);
  }
  await assertNoOther(datasync, execution);
}

/** DataSync lists the executions of 30 days; a task that runs hourly has 720. */
const LOOK_BACK = 1000;

/** Throws `busy` where another execution than `own` is the latest one, or any is under way. */
export async function assertNoOther(datasync: DataSync, own: string): Promise<void> {
  const listed = await datasync.list(LOOK_BACK);
  // Last, so that it shows what began behind the list.
  const { latestExecution } = await datasync.describeTask();
  const living = listed.filter(({ status }) => status !== 'SUCCESS' && status !== 'ERROR');
  const others = [
    ...(latestExecution === own ? [] : [`${latestExecution ?? 'none'}, the latest one`]),
    ...living.map(({ arn, status }) => `${arn}, ${status}`),
  ];
  if (others.length === 0) return;
  throw new CutoverError('busy', {
    what: 'DataSync task',
    expected: `${own} as its latest execution, and none under way`,
    got: others.join('; '),
    cure: 'find out who has started it (CloudTrail, StartTaskExecution), see that it ends, then re-run this job: it freezes and proves again',
  });
}

/**
 * Opens the task again on the way back, when all that was written meanwhile is settled: its tag is taken off, its
 * schedule is as it was (`schedule` of the journal), and both are read back.
 */
export async function restoreTask(
  context: StepContext,
  { datasync, settings }: FencePorts,
  schedule: KeptSchedule,
): Promise<void> {
  await openFence(context, settings);
  if (schedule === null || runningSchedule(await datasync.describeTask()) === schedule) return;
  await settings.setSchedule(schedule, 'ENABLED');
  await awaitSchedule(context, datasync, schedule);
}

const awaitSchedule = (
  { clock, signal }: StepContext,
  datasync: DataSync,
  wanted: KeptSchedule,
): Promise<unknown> =>
  waitFor({
    what: 'the schedule of the task, which was just changed',
    until: wanted ?? 'no schedule that runs',
    cure: 'see in DataSync who else changes this task, then re-run this job',
    clock,
    signal,
    timeoutMs: SETTINGS_MS,
    delaysMs: DELAYS.task,
    read: async () => runningSchedule(await datasync.describeTask()),
    classify: (found) => (found === wanted ? 'done' : 'again'),
    describe: (found) => found ?? 'no schedule that runs',
  });

const awaitTag = (
  { clock, signal }: StepContext,
  settings: TaskSettings,
  wanted: string | undefined,
): Promise<unknown> =>
  waitFor({
    what: `the tag ${FENCE_TAG} of the task, which was just changed`,
    until: wanted ?? 'no such tag',
    cure: 'see in DataSync who else changes the tags of this task, then re-run this job',
    clock,
    signal,
    timeoutMs: SETTINGS_MS,
    delaysMs: DELAYS.task,
    read: async () => (await settings.tags())[FENCE_TAG],
    classify: (found) => (found === wanted ? 'done' : 'again'),
    describe: (found) => found ?? 'no such tag',
  });

// The task's own schedule: DataSync starts an execution by it, whatever any role may do.
import type { Instant } from '../../time/clock.ts';
import { ServiceError } from '../../protocol/service.ts';
import type { DataSyncState } from '../state.ts';
import { start } from './execution-operations.ts';

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: 1440 * MINUTE,
};
const DAY = 1440 * MINUTE;

/** When a schedule of `expression`, set at `since`, starts next after `now`; undefined for one that the lab cannot read. */
export function nextStart(expression: string, since: Instant, now: Instant): Instant | undefined {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const every = Number(count) * (UNITS[unit] ?? 0);
  if (every > 0) return since + every * (Math.floor((now - since) / every) + 1);
  const [, minute, hour] = /^cron\((\d+) (\d+|\*) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined || hour === undefined) return undefined;
  const period = hour === '*' ? 60 * MINUTE : DAY;
  const offset = Number(minute) * MINUTE + (hour === '*' ? 0 : Number(hour) * 60 * MINUTE);
  return offset + period * (Math.floor((now - offset) / period) + 1);
}

/** Starts executions by the task's schedule for as long as it is this one and ENABLED. */
export function followSchedule(state: DataSyncState): void {
  const { task, clock } = state;
  const { schedule } = task;
  if (schedule?.Status !== 'ENABLED') return;
  const next = nextStart(schedule.ScheduleExpression, task.scheduleChanged, clock.now());
  if (next === undefined) return;
  clock.onTheWay(next - clock.now(), () => {
    if (task.schedule !== schedule || task.gone.has(task.arn)) return;
    startByItself(state);
    followSchedule(state);
  });
}

function startByItself(state: DataSyncState): void {
  const region = state.context.world.storageRegion;
  const call = { service: 'datasync', operation: 'StartTaskExecution', region };
  try {
    start({ TaskArn: state.task.arn }, call, state);
  } catch (error) {
    // A start that falls into another execution, or into an absence of the agent, is left out.
    if (!(error instanceof ServiceError)) throw error;
  }
}

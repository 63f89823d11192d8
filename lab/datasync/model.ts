// What DataSync of the world knows: one task, its two locations, its agent, its executions.
import type { LabContext } from '../context.ts';
import { hexId } from '../ids.ts';
import type { Instant } from '../time/clock.ts';
import type { Counters } from './executions/counters.ts';
import type { TaskOptions } from './options.ts';
import type { TaskReport } from './executions/task-report-model.ts';
import { defaultOptions, mergeOptions } from './options.ts';
import type { TaskMode } from './task-mode.ts';

export type ExecutionStatus =
  | 'QUEUED'
  | 'CANCELLING'
  | 'LAUNCHING'
  | 'PREPARING'
  | 'TRANSFERRING'
  | 'VERIFYING'
  | 'SUCCESS'
  | 'ERROR';
export type PhaseStatus = 'PENDING' | 'SUCCESS' | 'ERROR';
export type Filters = readonly { readonly FilterType?: string; readonly Value?: string }[];
export type Tags = Map<string, string>;

export interface PhaseResult {
  status: PhaseStatus;
  milliseconds: number;
}

export interface Execution {
  readonly arn: string;
  /** 1 for the first that was started through the API, 0 for the copy of long ago. */
  readonly number: number;
  readonly startTime: Instant;
  readonly includes: Filters;
  readonly excludes: Filters;
  readonly manifest?: ReadonlySet<string>;
  readonly phases: Record<'prepare' | 'transfer' | 'verify', PhaseResult>;
  options: TaskOptions;
  status: ExecutionStatus;
  launchTime?: Instant;
  endTime?: Instant;
  error?: { readonly code: string; readonly detail: string };
  /** The task report that was asked for. */
  readonly report?: TaskReport;
  /** What DescribeTaskExecution shows: it lags behind the real state. */
  counters: Counters;
  /** Set by CancelTaskExecution; ends the pause that the execution may be in. */
  cancelled: boolean;
  wake: () => void;
}

export interface Task {
  readonly arn: string;
  readonly mode: TaskMode;
  readonly sourceLocation: string;
  readonly destinationLocation: string;
  readonly agent: string;
  readonly created: Instant;
  name: string;
  options: TaskOptions;
  includes: Filters;
  excludes: Filters;
  /** Paths that a manifest lists; undefined: there is none. */
  readonly manifest?: ReadonlySet<string>;
  logGroupArn: string;
  schedule?: { readonly ScheduleExpression: string; readonly Status: string };
  scheduleChanged: Instant;
  /** An execution of more than 30 days ago, of which only DescribeTask still has the ARN. */
  forgotten?: string;
  /** Oldest first. */
  readonly executions: Execution[];
  /** By ARN of the task, a location, the agent or an execution. */
  readonly tags: Map<string, Tags>;
  /** When the task got the tag that fences it, or lost it. Oldest first. */
  readonly fences: { readonly at: Instant; readonly is: boolean }[];
  /** What has been deleted, by ARN, and when. */
  readonly gone: Map<string, Instant>;
}

const DAY = 86_400_000;
const HOURLY = { ScheduleExpression: 'rate(1 hour)', Status: 'ENABLED' };
const MINUTE = 60_000;

/** The tag that ends all starts by the roles of the cutover. */
export const FENCED = 'nfs-cutover:fenced';

/** The task of the runbook, as it is before the cutover. */
export function openTask(
  { world, clock, faults }: LabContext,
  mode: TaskMode,
  logGroup: string,
): Task {
  const { names, storageRegion } = world;
  const { task: arn } = names.datasync;
  const own = arn.replace(/:task\/.*$/, '');
  const sourceLocation = `${own}:location/loc-${hexId(17, arn, 'source')}`;
  const destinationLocation = `${own}:location/loc-${hexId(17, arn, 'destination')}`;
  const agent = `${own}:agent/agent-${hexId(17, arn, 'agent')}`;
  const [, partition = 'aws'] = arn.split(':');
  const resources = [arn, sourceLocation, destinationLocation, agent];
  return {
    arn,
    mode,
    sourceLocation,
    destinationLocation,
    agent,
    created: clock.now() - 30 * DAY,
    name: 'nfs-to-s3',
    options: mergeOptions(defaultOptions(mode), faults.task?.options, mode),
    ...(faults.task?.manifest && { manifest: new Set(faults.task.manifest) }),
    includes: [],
    excludes: [],
    ...(faults.task?.schedule === 'enabled' && { schedule: HOURLY }),
    logGroupArn: `arn:${partition}:logs:${storageRegion}:${names.account}:log-group:${logGroup}:*`,
    scheduleChanged: clock.now() - 30 * DAY + (faults.task?.startsInMinutes ?? 0) * MINUTE,
    executions: [],
    tags: new Map(resources.map((one) => [one, new Map<string, string>()])),
    fences: [],
    gone: new Map(),
  };
}

/** Whether an execution has not come to its end. */
export function isLive({ status }: Execution): boolean {
  return status !== 'SUCCESS' && status !== 'ERROR';
}

/** Whether IAM sees the tag on the task: it learns of a change so many seconds later. */
export function isFenced({ fences }: Task, now: Instant, delaySeconds: number): boolean {
  return fences.findLast(({ at }) => at + delaySeconds * 1000 <= now)?.is ?? false;
}

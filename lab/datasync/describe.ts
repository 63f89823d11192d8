// The task and its executions as DataSync describes them.
import type { Instant } from '../time/clock.ts';
import type { Faults } from '../faults/scenario.ts';
import type { Json } from '../protocol/service.ts';
import { describeCounters } from './executions/counters.ts';
import type { Execution, Task } from './model.ts';
import { isLive } from './model.ts';
import { describeReport } from './executions/task-report.ts';

/** Times on this wire are seconds since the epoch. */
export const seconds = (instant: Instant): number => Math.round(instant) / 1000;

/** The members of DescribeTask. */
export function describeTask(task: Task, offline: boolean): Json {
  const current = task.executions.at(-1)?.arn ?? task.forgotten;
  return {
    TaskArn: task.arn,
    Status: taskStatus(task, offline),
    Name: task.name,
    ...(current === undefined ? {} : { CurrentTaskExecutionArn: current }),
    SourceLocationArn: task.sourceLocation,
    DestinationLocationArn: task.destinationLocation,
    CloudWatchLogGroupArn: task.logGroupArn,
    Options: task.options,
    Includes: task.includes,
    Excludes: task.excludes,
    ...(task.manifest && { ManifestConfig: manifestConfig(task) }),
    TaskMode: task.mode,
    CreationTime: seconds(task.created),
    ...scheduleOf(task),
    ...(offline
      ? {
          ErrorCode: 'AgentOffline',
          ErrorDetail: `Agent ${task.agent} is offline; check its power and its network.`,
        }
      : {}),
  };
}

const manifestConfig = ({ arn }: Task): Json => {
  const [, partition = 'aws', , , account = ''] = arn.split(':');
  return {
    Action: 'TRANSFER',
    Format: 'CSV',
    Source: {
      S3: {
        S3BucketArn: `arn:${partition}:s3:::manifests-${account}`,
        ManifestObjectPath: 'manifest.csv',
        BucketAccessRoleArn: `arn:${partition}:iam::${account}:role/manifests`,
      },
    },
  };
};

/** AVAILABLE, RUNNING, QUEUED, or UNAVAILABLE while the agent is away. */
export function taskStatus(task: Task, offline: boolean): string {
  if (offline) return 'UNAVAILABLE';
  const live = task.executions.filter(isLive);
  if (live.length === 0) return 'AVAILABLE';
  return live.every(({ status }) => status === 'QUEUED') ? 'QUEUED' : 'RUNNING';
}

function scheduleOf(task: Task): Json {
  if (task.schedule === undefined) return {};
  const details = { StatusUpdateTime: seconds(task.scheduleChanged), DisabledBy: 'USER' };
  return { Schedule: task.schedule, ScheduleDetails: details };
}

/** The members of DescribeTaskExecution; `shows` is the fault of that name. */
export function describeExecution(execution: Execution, task: Task, shows?: Faults['shows']): Json {
  const shape = shapeOf(execution, task);
  if (shows?.nth !== execution.number || isLive(execution)) return shape;
  const { Result, ...members } = shows.members;
  return { ...shape, ...members, Result: { ...(shape.Result as Json), ...(Result as Json) } };
}

function shapeOf(execution: Execution, task: Task): Json {
  const { launchTime, endTime } = execution;
  const removes = execution.options.PreserveDeletedFiles === 'REMOVE';
  return {
    TaskExecutionArn: execution.arn,
    Status: execution.status,
    TaskMode: task.mode,
    Options: execution.options,
    Includes: execution.includes,
    Excludes: execution.excludes,
    StartTime: seconds(execution.startTime),
    ...(launchTime === undefined ? {} : { LaunchTime: seconds(launchTime) }),
    ...(endTime === undefined ? {} : { EndTime: seconds(endTime) }),
    ...describeCounters(execution.counters, task.mode, removes),
    Result: resultOf(execution, task),
    ...describeReport(execution.report),
  };
}

function resultOf({ phases, error, launchTime, endTime }: Execution, task: Task): Json {
  const { prepare, transfer, verify } = phases;
  const duration = (milliseconds: number): number => (task.mode === 'BASIC' ? milliseconds : 0);
  const whole =
    launchTime === undefined || endTime === undefined ? 0 : Math.round(endTime - launchTime);
  return {
    PrepareStatus: prepare.status,
    PrepareDuration: duration(prepare.milliseconds),
    TransferStatus: transfer.status,
    TransferDuration: duration(transfer.milliseconds),
    VerifyStatus: verify.status,
    VerifyDuration: duration(verify.milliseconds),
    TotalDuration: whole,
    ...(error === undefined ? {} : { ErrorCode: error.code, ErrorDetail: error.detail }),
  };
}

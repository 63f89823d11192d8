// Start, describe, cancel, update and list the executions of the task.
import type { Call, Json, Operation } from '../../protocol/service.ts';
import type { DataSyncState } from '../state.ts';
import { pageOf } from '../state.ts';
import { newCounters } from './counters.ts';
import { describeExecution, taskStatus } from '../describe.ts';
import { invalidRequest } from '../errors.ts';
import { runExecution, setStatus } from './execution.ts';
import { sameFilters, selection } from './filters.ts';
import { hexId } from '../../ids.ts';
import type { Execution, Filters } from '../model.ts';
import { isLive } from '../model.ts';
import type { TaskOptions } from '../options.ts';
import { openReport } from './task-report.ts';
import type { ReportConfig } from './task-report-model.ts';
import { mergeOptions } from '../options.ts';
import { SHAPES } from '../shapes.ts';
import { tagMap } from '../resources/tag-operations.ts';
import type { TagList } from '../resources/tag-operations.ts';

interface StartInput {
  readonly TaskArn: string;
  readonly OverrideOptions?: Partial<TaskOptions>;
  readonly Includes?: Filters;
  readonly Excludes?: Filters;
  readonly ManifestConfig?: Json;
  readonly TaskReportConfig?: ReportConfig;
  readonly Tags?: TagList;
}

/** The operations on task executions. */
export function executionOperations(state: DataSyncState): Record<string, Operation> {
  const { task } = state;
  const find = (arn: unknown, call: Call): Execution => {
    const found = task.executions.find((execution) => execution.arn === arn);
    if (found === undefined || task.gone.has(task.arn) || !state.isHere(call))
      throw invalidRequest(`Task execution ${String(arn)} is not found.`, 'NotFound');
    return found;
  };
  return {
    StartTaskExecution: {
      input: SHAPES.StartTaskExecution,
      run: (input, call) => start(input as unknown as StartInput, call, state),
    },
    DescribeTaskExecution: {
      input: SHAPES.DescribeTaskExecution,
      run: (input, call) =>
        describeExecution(find(input.TaskExecutionArn, call), task, state.context.faults.shows),
    },
    CancelTaskExecution: {
      input: SHAPES.CancelTaskExecution,
      run: (input, call) => cancel(find(input.TaskExecutionArn, call), state),
    },
    UpdateTaskExecution: {
      input: SHAPES.UpdateTaskExecution,
      run: (input, call) => {
        const execution = find(input.TaskExecutionArn, call);
        if (!isLive(execution)) throw invalidRequest('The task execution is not running.');
        const { BytesPerSecond } = input.Options as Partial<TaskOptions>;
        if (BytesPerSecond !== undefined)
          execution.options = { ...execution.options, BytesPerSecond };
        return {};
      },
    },
    ListTaskExecutions: {
      input: SHAPES.ListTaskExecutions,
      run: (input, call) => {
        if (input.TaskArn !== undefined) state.checkTask(input.TaskArn, call);
        const found = state.isHere(call) && !task.gone.has(task.arn) ? task.executions : [];
        const items = found.map(({ arn: TaskExecutionArn, status: Status }) => ({
          TaskExecutionArn,
          Status,
          TaskMode: task.mode,
        }));
        return pageOf('TaskExecutions', items, input);
      },
    },
  };
}

/** Starts an execution, or queues it. Throws what DataSync refuses. */
export function start(input: StartInput, call: Call, state: DataSyncState): Json {
  const { task, clock } = state;
  state.checkTask(input.TaskArn, call);
  state.refuseUnmodelled({ ManifestConfig: input.ManifestConfig ?? {} });
  const report = openReport(input.TaskReportConfig, {
    mode: task.mode,
    region: (bucket) => state.ends.store.region(bucket),
  });
  const options = mergeOptions(task.options, input.OverrideOptions, task.mode);
  const includes = input.Includes ?? task.includes;
  const excludes = input.Excludes ?? task.excludes;
  selection(includes, excludes);
  const status = taskStatus(task, state.isOffline());
  if (status === 'UNAVAILABLE')
    throw invalidRequest(`Task ${task.arn} is UNAVAILABLE: its agent is offline.`, 'Unavailable');
  const live = task.executions.filter(isLive);
  const equal = live.some(
    (one) => sameFilters(one.includes, includes) && sameFilters(one.excludes, excludes),
  );
  if (live.length > 0 && (equal || options.TaskQueueing === 'DISABLED'))
    throw invalidRequest(`Task ${task.arn} already has an execution that has not ended.`, 'Busy');
  const number = task.executions.filter((one) => one.number > 0).length + 1;
  const execution: Execution = {
    arn: `${task.arn}/execution/exec-${hexId(17, task.arn, number)}`,
    number,
    startTime: clock.now(),
    includes,
    excludes,
    options,
    phases: newPhases(),
    status: 'QUEUED',
    counters: newCounters(),
    cancelled: false,
    wake: () => {},
    ...(task.manifest && { manifest: task.manifest }),
    ...(report && { report }),
  };
  task.executions.push(execution);
  task.tags.set(execution.arn, tagMap(input.Tags ?? []));
  if (live.length > 0) setStatus(execution, 'QUEUED', state);
  else launch(execution, state);
  return { TaskExecutionArn: execution.arn };
}

/** The results of an execution's phases, before the first of them. */
export function newPhases(): Execution['phases'] {
  return {
    prepare: { status: 'PENDING', milliseconds: 0 },
    transfer: { status: 'PENDING', milliseconds: 0 },
    verify: { status: 'PENDING', milliseconds: 0 },
  };
}

function launch(execution: Execution, state: DataSyncState): void {
  void runExecution(execution, state).then(() => {
    const next = state.task.executions.find(({ status }) => status === 'QUEUED');
    if (next !== undefined) launch(next, state);
  });
}

function cancel(execution: Execution, state: DataSyncState): Json {
  if (!isLive(execution))
    throw invalidRequest(`Task execution ${execution.arn} has already ended.`, 'NotRunning');
  const queued = execution.status === 'QUEUED';
  if (execution.cancelled) return {};
  execution.cancelled = true;
  setStatus(execution, 'CANCELLING', state);
  if (queued) {
    execution.error = { code: 'Cancelled', detail: 'The task execution was cancelled.' };
    execution.endTime = state.clock.now();
    setStatus(execution, 'ERROR', state);
  } else execution.wake();
  return {};
}

// DataSync of the world: one task from the NFS export to the bucket, which has run before.
import type { LabContext } from '../context.ts';
import { hexId } from '../ids.ts';
import { DATASYNC_GROUP } from '../logs/log-groups.ts';
import type { ObjectStore } from '../s3/objects/store.ts';
import type { JsonService } from '../protocol/service.ts';
import type { Ends } from './executions/comparison.ts';
import { newCounters } from './executions/counters.ts';
import { invalidRequest } from './errors.ts';
import { executionOperations, newPhases } from './executions/execution-operations.ts';
import { locationOperations } from './resources/location-operations.ts';
import type { Execution } from './model.ts';
import type { TaskMode } from './task-mode.ts';
import { isFenced, openTask } from './model.ts';
import { defaultOptions } from './options.ts';
import { prepare, transfer, verify } from './executions/phases.ts';
import { followSchedule } from './executions/schedule.ts';
import { createState } from './state.ts';
import type { DataSyncState } from './state.ts';
import { removalOperations } from './resources/removal-operations.ts';
import { tagOperations } from './resources/tag-operations.ts';
import { taskOperations } from './resources/task-operations.ts';

export interface DataSync {
  readonly service: JsonService;
  /** Copies everything at once, as an execution that ended yesterday. */
  readonly copyAll: () => Promise<void>;
  /** Whether IAM denies the roles of the cutover to start the task, by its tag. */
  readonly isFenced: () => boolean;
}

export interface DataSyncOptions {
  readonly taskMode?: TaskMode;
  /** Where lines for the task's log group go. */
  readonly logs?: { readonly put: (group: string, message: string) => void };
}

const YESTERDAY = 86_400_000;

/** DataSync of the world; its objects are written straight into `store`. */
export function createDataSync(
  context: LabContext,
  store: ObjectStore,
  { taskMode = context.faults.task?.mode ?? 'BASIC', logs }: DataSyncOptions = {},
): DataSync {
  const { names, source } = context.world;
  const ends: Ends = {
    source,
    store,
    bucket: names.bucket.name,
    prefix: folderPrefix(context.faults.task?.prefix ?? names.bucket.prefix ?? ''),
    times: context.faults.task?.times ?? 'nanoseconds',
    linksOnce: context.faults.task?.hardLinks === 'once',
  };
  const task = openTask(context, taskMode, DATASYNC_GROUP);
  const state = createState(task, context, {
    ends,
    log: (execution, line) => {
      if (execution.options.LogLevel !== 'OFF') logs?.put(DATASYNC_GROUP, line);
    },
  });
  followSchedule(state);
  return {
    copyAll: () => copyAll(state),
    isFenced: () => isFenced(task, context.clock.now(), context.faults.task?.tagDelaySeconds ?? 0),
    service: {
      name: 'datasync',
      target: 'FmrsService',
      jsonVersion: '1.1',
      invalid: (message) => invalidRequest(message),
      operations: {
        ...taskOperations(state),
        ...locationOperations(state),
        ...executionOperations(state),
        ...tagOperations(state),
        ...removalOperations(state),
      },
    },
  };
}

async function copyAll({ task, clock, ends, context }: DataSyncState): Promise<void> {
  const counters = newCounters();
  const work = {
    ends,
    options: defaultOptions(task.mode),
    selected: () => true,
    counters,
    log: () => {},
    pace: async () => {},
  };
  const busy = clock.busy('the copy of long ago');
  try {
    await prepare(work);
    await transfer(work);
    await verify(work, 0);
  } finally {
    busy[Symbol.dispose]();
  }
  const endTime = clock.now() - YESTERDAY;
  const phases = newPhases();
  for (const phase of Object.values(phases)) Object.assign(phase, { status: 'SUCCESS' });
  const execution: Execution = {
    arn: `${task.arn}/execution/exec-${hexId(17, task.arn, 0)}`,
    number: 0,
    startTime: endTime - 600_000,
    launchTime: endTime - 600_000,
    endTime,
    includes: [],
    excludes: [],
    options: task.options,
    phases,
    status: 'SUCCESS',
    counters,
    cancelled: false,
    wake: () => {},
  };
  if (context.faults.task?.lastExecution === 'forgotten') {
    task.forgotten = execution.arn;
    return;
  }
  task.executions.unshift(execution);
  task.tags.set(execution.arn, new Map());
}

/** '' or the prefix without a leading slash and with one at its end. */
function folderPrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `${bare}/`;
}

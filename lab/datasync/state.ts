// What the operations of DataSync share: the task, where and when it runs, and what the lab does not play.
import type { LabClock } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import { page } from '../protocol/paging.ts';
import type { Call, Json } from '../protocol/service.ts';
import { invalidRequest } from './errors.ts';
import type { ExecutionDeps } from './executions/execution.ts';
import type { Task } from './model.ts';

export interface DataSyncState extends ExecutionDeps {
  readonly task: Task;
  readonly clock: LabClock;
  readonly isOffline: () => boolean;
  /** Whether a call was sent to the Region of the task. */
  readonly isHere: (call: Call) => boolean;
  /** Throws unless `arn` is the task, asked for in its Region. */
  readonly checkTask: (arn: unknown, call: Call) => void;
  /** Throws when a manifest or a task report is asked for, which the lab does not have. */
  readonly refuseUnmodelled: (input: {
    readonly ManifestConfig?: Json;
    readonly TaskReportConfig?: Json;
  }) => void;
}

/** Puts together what the operations need. */
export function createState(
  task: Task,
  context: LabContext,
  deps: Omit<ExecutionDeps, 'context'>,
): DataSyncState {
  const isHere = ({ region }: Call): boolean => region === context.world.storageRegion;
  return {
    ...deps,
    context,
    task,
    clock: context.clock,
    isOffline: () => context.faults.agent === 'offline',
    isHere,
    checkTask: (arn, call) => {
      if (arn !== task.arn || task.gone.has(task.arn) || !isHere(call))
        throw invalidRequest(`Task ${String(arn)} is not found.`, 'NotFound');
    },
    refuseUnmodelled: (input) => {
      for (const name of ['ManifestConfig', 'TaskReportConfig'] as const)
        if (Object.keys(input[name] ?? {}).length > 0)
          throw invalidRequest(`${name}: the lab plays no manifests and no task reports.`);
    },
  };
}

/** One page of a list operation. */
export function pageOf(member: string, items: readonly Json[], input: Json): Json {
  const size =
    typeof input.MaxResults === 'number' && input.MaxResults > 0 ? input.MaxResults : 100;
  const token = typeof input.NextToken === 'string' ? input.NextToken : undefined;
  const one = page(items, token, size);
  if (one === undefined) throw invalidRequest('NextToken is invalid.');
  return { [member]: one.items, ...(one.next === undefined ? {} : { NextToken: one.next }) };
}

// The task and the agent: describe, list, and change the task's settings.
import type { Call, Json, Operation } from '../../protocol/service.ts';
import { checkAgent } from './removal-operations.ts';
import { describeTask, seconds, taskStatus } from '../describe.ts';
import { invalidRequest } from '../errors.ts';
import { type OtherTask, otherTask } from './other-resources.ts';
import { selection } from '../executions/filters.ts';
import { followSchedule, nextStart } from '../executions/schedule.ts';
import { matchesFilters } from './list-filters.ts';
import type { ListFilter } from './list-filters.ts';
import type { Filters, Task } from '../model.ts';
import { mergeOptions } from '../options.ts';
import type { TaskOptions } from '../options.ts';
import { SHAPES } from '../shapes.ts';
import type { DataSyncState } from '../state.ts';
import { pageOf } from '../state.ts';

interface UpdateInput {
  readonly TaskArn: string;
  readonly Options?: Partial<TaskOptions>;
  readonly Includes?: Filters;
  readonly Excludes?: Filters;
  readonly Schedule?: { readonly ScheduleExpression: string; readonly Status?: string };
  readonly Name?: string;
  readonly CloudWatchLogGroupArn?: string;
  readonly ManifestConfig?: Json;
  readonly TaskReportConfig?: Json;
}

const MINUTE = 60_000;

/** The operations on tasks and agents. */
export function taskOperations(state: DataSyncState): Record<string, Operation> {
  const { task } = state;
  return {
    DescribeTask: {
      input: SHAPES.DescribeTask,
      run: (input, call) => {
        const other = otherTask(state.context, task);
        if (other !== undefined && input.TaskArn === other.arn && state.isHere(call))
          return describeOther(other, task);
        state.checkTask(input.TaskArn, call);
        return describeTask(task, state.isOffline());
      },
    },
    ListTasks: {
      input: SHAPES.ListTasks,
      run: (input, call) => {
        const all = state.isHere(call) ? summaries(state) : [];
        const filters = input.Filters as ListFilter[] | undefined;
        const found = all.filter(({ fields }) => matchesFilters(fields, filters));
        return pageOf(
          'Tasks',
          found.map(({ summary }) => summary),
          input,
        );
      },
    },
    UpdateTask: {
      input: SHAPES.UpdateTask,
      run: (input, call) => {
        state.checkTask(input.TaskArn, call);
        return update(input as unknown as UpdateInput, state);
      },
    },
    ...agentOperations(state),
  };
}

/** The name of the scenario's other task. */
const NAME = 'other';

/** It has never run, and has the settings of the runbook's own. */
const describeOther = ({ arn, source, destination }: OtherTask, task: Task): Json => ({
  ...describeTask({ ...task, arn, name: NAME, executions: [] }, false),
  SourceLocationArn: source,
  DestinationLocationArn: destination,
});

function summaries(state: DataSyncState) {
  const { task, context } = state;
  const other = otherTask(context, task);
  const fields = (locations: readonly string[]) => ({
    LocationId: locations.map(idOf),
    CreationTime: [new Date(task.created).toISOString()],
  });
  const own = {
    fields: fields([task.sourceLocation, task.destinationLocation]),
    summary: {
      TaskArn: task.arn,
      Status: taskStatus(task, state.isOffline()),
      Name: task.name,
      TaskMode: task.mode,
    },
  };
  const mine = task.gone.has(task.arn) ? [] : [own];
  if (other === undefined) return mine;
  const summary = { TaskArn: other.arn, Status: 'AVAILABLE', Name: NAME, TaskMode: task.mode };
  return [...mine, { fields: fields([other.source, other.destination]), summary }];
}

function agentOperations(state: DataSyncState): Record<string, Operation> {
  const { task, clock } = state;
  const isThere = (call: Call): boolean => state.isHere(call) && !task.gone.has(task.agent);
  const summary = (): Json => ({
    AgentArn: task.agent,
    Name: 'nfs-agent',
    Status: state.isOffline() ? 'OFFLINE' : 'ONLINE',
    Platform: { Version: '4.5' },
  });
  return {
    DescribeAgent: {
      input: SHAPES.DescribeAgent,
      run: (input, call) => {
        checkAgent(input.AgentArn, call, state);
        const silent = (state.isOffline() ? 60 : 1) * MINUTE;
        return {
          ...summary(),
          LastConnectionTime: seconds(clock.now() - silent),
          CreationTime: seconds(task.created),
          EndpointType: 'PUBLIC',
        };
      },
    },
    ListAgents: {
      input: SHAPES.ListAgents,
      run: (input, call) => pageOf('Agents', isThere(call) ? [summary()] : [], input),
    },
  };
}

function update(input: UpdateInput, state: DataSyncState): Json {
  const { task, clock } = state;
  state.refuseUnmodelled(input);
  const options = mergeOptions(task.options, input.Options, task.mode);
  const includes = input.Includes ?? task.includes;
  const excludes = input.Excludes ?? task.excludes;
  selection(includes, excludes);
  const { Schedule } = input;
  if (Schedule !== undefined) {
    const { ScheduleExpression, Status = 'ENABLED' } = Schedule;
    const isRead = nextStart(ScheduleExpression, clock.now(), clock.now()) !== undefined;
    if (ScheduleExpression !== '' && Status === 'ENABLED' && !isRead)
      throw invalidRequest(
        'Schedule: the lab knows rate(N hours) and cron(M H * * ? *); give one of these, or Status DISABLED.',
      );
    if (ScheduleExpression === '') delete task.schedule;
    else task.schedule = { ScheduleExpression, Status };
    task.scheduleChanged = clock.now();
    followSchedule(state);
  }
  Object.assign(task, { options, includes, excludes });
  if (input.Name !== undefined) task.name = input.Name;
  if (input.CloudWatchLogGroupArn !== undefined) task.logGroupArn = input.CloudWatchLogGroupArn;
  return {};
}

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

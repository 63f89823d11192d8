// Delete: the task, then its locations, then the agent; each is refused while something needs it.
import type { Call, Json, Operation } from '../../protocol/service.ts';
import { invalidRequest } from '../errors.ts';
import { isLive } from '../model.ts';
import { otherTask, otherLocations } from './other-resources.ts';
import { SHAPES } from '../shapes.ts';
import type { DataSyncState } from '../state.ts';

/** For so long after a location is gone, DataSync still says that it uses its agent (seen by Terraform's provider). */
const STILL_IN_USE = 6_000;

/** Throws unless `arn` is the agent, it is there, and it is asked for in its Region. */
export function checkAgent(arn: unknown, call: Call, { task, isHere }: DataSyncState): void {
  if (arn !== task.agent || task.gone.has(task.agent) || !isHere(call))
    throw invalidRequest(`Agent ${String(arn)} does not exist.`, 'NotFound');
}

/** The operations that delete. */
export function removalOperations(state: DataSyncState): Record<string, Operation> {
  const { task } = state;
  return {
    DeleteTask: {
      input: SHAPES.DeleteTask,
      run: (input, call) => {
        state.checkTask(input.TaskArn, call);
        if (task.executions.some(isLive))
          throw invalidRequest(`Task ${task.arn} has an execution that has not ended.`, 'Busy');
        for (const { arn } of task.executions) task.tags.delete(arn);
        return remove(state, task.arn);
      },
    },
    DeleteLocation: {
      input: SHAPES.DeleteLocation,
      run: (input, call) => removeLocation(state, input.LocationArn, call),
    },
    DeleteAgent: {
      input: SHAPES.DeleteAgent,
      run: (input, call) => {
        checkAgent(input.AgentArn, call, state);
        const users = locationsWithAgent(state);
        if (users.length > 0)
          throw invalidRequest(
            `Agent ${task.agent} is currently in-use by these location(s): ${users.join(', ')}`,
            'InUse',
          );
        return remove(state, task.agent);
      },
    },
  };
}

function removeLocation(state: DataSyncState, arn: unknown, call: Call): Json {
  const { task, context } = state;
  const { sourceLocation, destinationLocation } = task;
  const isOwn = arn === sourceLocation || arn === destinationLocation;
  if (!isOwn || task.gone.has(arn) || !state.isHere(call))
    throw invalidRequest(`Location ${String(arn)} is not found.`, 'NotFound');
  const other = otherTask(context, task);
  const users = [
    ...(task.gone.has(task.arn) ? [] : [task.arn]),
    ...(other !== undefined && [other.source, other.destination].includes(arn) ? [other.arn] : []),
  ];
  if (users.length > 0)
    throw invalidRequest(
      `Location ${arn} is in use by these task(s): ${users.join(', ')}`,
      'InUse',
    );
  return remove(state, arn);
}

function locationsWithAgent({ task, clock, context }: DataSyncState): string[] {
  const since = task.gone.get(task.sourceLocation);
  const stillUsed = since === undefined || clock.now() - since < STILL_IN_USE;
  return [
    ...(stillUsed ? [task.sourceLocation] : []),
    ...otherLocations(context, task)
      .filter(({ agents }) => agents.includes(task.agent))
      .map(({ arn }) => arn),
  ];
}

function remove({ task, clock }: DataSyncState, arn: string): Json {
  task.gone.set(arn, clock.now());
  task.tags.delete(arn);
  return {};
}

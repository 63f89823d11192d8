// The log groups of the world: the runbook's own, where events arrive, and DataSync's.
import type { LabContext } from '../context.ts';
import { uuid } from '../ids.ts';
import { ServiceError } from '../protocol/service.ts';

export interface LogEvent {
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
  readonly eventId: string;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly creationTime: number;
  readonly events: LogEvent[];
}

/** Where DataSync writes what became of single files. */
export const DATASYNC_GROUP = '/aws/datasync';

export type LogGroups = ReadonlyMap<string, LogGroup>;

/** The groups that exist from the beginning, empty. */
export function openLogGroups({ world, clock }: LabContext): LogGroups {
  const [, partition = 'aws'] = world.names.datasync.task.split(':');
  const creationTime = Math.floor(clock.now());
  const groups = [world.names.refresh['log-group'], DATASYNC_GROUP].map((name) => ({
    name,
    arn: `arn:${partition}:logs:${world.storageRegion}:${world.names.account}:log-group:${name}`,
    creationTime,
    events: [],
  }));
  return new Map(groups.map((group) => [group.name, group]));
}

/** Appends an event to a group, at this moment of the lab. */
export function append(group: LogGroup, message: string, now: number): void {
  const timestamp = Math.floor(now);
  group.events.push({
    logStreamName: uuid(group.name, 'stream'),
    timestamp,
    message,
    ingestionTime: timestamp,
    eventId: String(group.events.length).padStart(56, '3'),
  });
}

/** The group of a name or an ARN (with or without `:*` at its end). */
export function findGroup(groups: LogGroups, identifier: string): LogGroup {
  const name = identifier.replace(/^arn:[^:]*:logs:[^:]*:\d*:log-group:/, '').replace(/:\*$/, '');
  const group = groups.get(name);
  if (group === undefined) throw notFound();
  return group;
}

/** The error for a group that is not in this Region. */
export function notFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

// CloudWatch Logs: where the refresh-complete event arrives and stays as evidence.
import type { LabContext } from '../context.ts';
import { page } from '../protocol/paging.ts';
import type { Call, Json, JsonService } from '../protocol/service.ts';
import { invalidParameter } from './errors.ts';
import { filterLogEvents } from './filter-log-events.ts';
import type { LogGroup, LogGroups } from './log-groups.ts';
import { append, findGroup, notFound, openLogGroups } from './log-groups.ts';
import type { DescribeLogGroupsInput, FilterLogEventsInput } from './shapes.ts';
import { DESCRIBE_LOG_GROUPS, FILTER_LOG_EVENTS } from './shapes.ts';

export interface Logs {
  readonly service: JsonService;
  /** Appends an event to a group of the world. */
  readonly put: (group: string, message: string) => void;
}

/** CloudWatch Logs of the world, in the Region of the task and the share. */
export function createLogs(context: LabContext): Logs {
  const { world, clock } = context;
  const groups = openLogGroups(context);

  function filter(input: FilterLogEventsInput, call: Call): Json {
    const { logGroupName, logGroupIdentifier } = input;
    if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
      throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be given.');
    if (call.region !== world.storageRegion) throw notFound();
    const group = findGroup(groups, logGroupName ?? logGroupIdentifier ?? '');
    return { ...filterLogEvents(group, input, clock.now()) };
  }

  return {
    put: (group, message) => append(findGroup(groups, group), message, clock.now()),
    service: {
      name: 'logs',
      target: 'Logs_20140328',
      jsonVersion: '1.1',
      invalid: invalidParameter,
      operations: {
        FilterLogEvents: {
          input: FILTER_LOG_EVENTS,
          run: (input, call) => filter(input, call),
        },
        DescribeLogGroups: {
          input: DESCRIBE_LOG_GROUPS,
          run: (input, call) =>
            describeGroups(call.region === world.storageRegion ? groups : new Map(), input),
        },
      },
    },
  };
}

function describeGroups(groups: LogGroups, input: DescribeLogGroupsInput): Json {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers } = input;
  if (prefix !== undefined && pattern !== undefined)
    throw invalidParameter('logGroupNamePrefix and logGroupNamePattern are mutually exclusive.');
  const found = [...groups.values()].filter(
    ({ name, arn }) =>
      name.startsWith(prefix ?? '') &&
      name.toLowerCase().includes(pattern?.toLowerCase() ?? '') &&
      (input.logGroupClass ?? 'STANDARD') === 'STANDARD' &&
      (logGroupIdentifiers?.some((text) => text === name || text === arn) ?? true),
  );
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const one = page(found, input.nextToken, input.limit ?? 50);
  if (one === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return {
    logGroups: one.items.map(describe),
    ...(one.next === undefined ? {} : { nextToken: one.next }),
  };
}

const describe = ({ name, arn, creationTime, events }: LogGroup): Json => ({
  logGroupName: name,
  creationTime,
  metricFilterCount: 0,
  arn: `${arn}:*`,
  logGroupArn: arn,
  logGroupClass: 'STANDARD',
  storedBytes: events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
});

// What the operations of CloudWatch Logs take, as its service model has it.
import type { Shape } from '../protocol/shape.ts';

const GROUP_NAME: Shape = { type: 'string', min: 1, max: 512, pattern: /^[\w.\-/#]+$/ };
const GROUP_IDENTIFIER: Shape = { type: 'string', min: 1, max: 2048, pattern: /^[\w#+=/:,.@-]*$/ };
const STREAM_NAME: Shape = { type: 'string', min: 1, max: 512, pattern: /^[^:*]*$/ };
const TOKEN: Shape = { type: 'string', min: 1 };

export const FILTER_LOG_EVENTS: Shape = {
  type: 'structure',
  members: {
    logGroupName: GROUP_NAME,
    logGroupIdentifier: GROUP_IDENTIFIER,
    logStreamNames: { type: 'list', of: STREAM_NAME, min: 1, max: 100 },
    logStreamNamePrefix: STREAM_NAME,
    startTime: { type: 'long', min: 0 },
    endTime: { type: 'long', min: 0 },
    filterPattern: { type: 'string', max: 1024 },
    nextToken: TOKEN,
    limit: { type: 'integer', min: 1, max: 10_000 },
    startFromHead: { type: 'boolean' },
    interleaved: { type: 'boolean' },
    unmask: { type: 'boolean' },
  },
};

export interface FilterLogEventsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

export const DESCRIBE_LOG_GROUPS: Shape = {
  type: 'structure',
  members: {
    accountIdentifiers: {
      type: 'list',
      of: { type: 'string', min: 12, max: 12, pattern: /^\d{12}$/ },
      max: 20,
    },
    logGroupNamePrefix: GROUP_NAME,
    logGroupNamePattern: { type: 'string', max: 512, pattern: /^[\w.\-/#]*$/ },
    nextToken: TOKEN,
    limit: { type: 'integer', min: 1, max: 50 },
    includeLinkedAccounts: { type: 'boolean' },
    logGroupClass: {
      type: 'string',
      values: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS'],
    },
    logGroupIdentifiers: { type: 'list', of: GROUP_IDENTIFIER, min: 1, max: 50 },
  },
};

export interface DescribeLogGroupsInput {
  readonly accountIdentifiers?: readonly string[];
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly logGroupClass?: string;
  readonly logGroupIdentifiers?: readonly string[];
}

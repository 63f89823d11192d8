// What the operations of EventBridge take, as its service model has it.
import type { Shape } from '../protocol/shape.ts';

const RULE_NAME: Shape = { type: 'string', min: 1, max: 64, pattern: /^[.\-\w]+$/ };
const TOKEN: Shape = { type: 'string', min: 1, max: 2048 };
const LIMIT: Shape = { type: 'integer', min: 1, max: 100 };
const BUS: Shape = {
  type: 'string',
  min: 1,
  max: 1600,
  pattern: /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-\w]+$/,
};

export const DESCRIBE_RULE: Shape = {
  type: 'structure',
  members: { Name: RULE_NAME, EventBusName: BUS },
  required: ['Name'],
};

export const LIST_TARGETS_BY_RULE: Shape = {
  type: 'structure',
  members: { Rule: RULE_NAME, EventBusName: BUS, NextToken: TOKEN, Limit: LIMIT },
  required: ['Rule'],
};

export const LIST_RULE_NAMES_BY_TARGET: Shape = {
  type: 'structure',
  members: {
    TargetArn: { type: 'string', min: 1, max: 1600 },
    EventBusName: BUS,
    NextToken: TOKEN,
    Limit: LIMIT,
  },
  required: ['TargetArn'],
};

export const LIST_RULES: Shape = {
  type: 'structure',
  members: { NamePrefix: RULE_NAME, EventBusName: BUS, NextToken: TOKEN, Limit: LIMIT },
};

/** Every member that one of the operations may have. */
export interface EventBridgeInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly NamePrefix?: string;
  readonly TargetArn?: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

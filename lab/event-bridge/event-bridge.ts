// EventBridge: one rule brings the gateway's events to the runbook's log group, durably and a little later.
import type { LabContext } from '../context.ts';
import { uuid } from '../ids.ts';
import { page } from '../protocol/paging.ts';
import type { Call, Json, JsonService } from '../protocol/service.ts';
import { ServiceError } from '../protocol/service.ts';
import type { EventBridgeInput } from './shapes.ts';
import {
  DESCRIBE_RULE,
  LIST_RULE_NAMES_BY_TARGET,
  LIST_RULES,
  LIST_TARGETS_BY_RULE,
} from './shapes.ts';

export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Json;
}

export interface EventBridge {
  readonly service: JsonService;
  /** Puts an event of a service on the default bus. */
  readonly deliver: (event: BusEvent) => void;
}

/** By member of the event, the values that it may have. */
type Pattern = Readonly<Record<string, readonly string[]>>;

/** EventBridge of the world; what its rule matches is put into the runbook's log group. */
export function createEventBridge(
  context: LabContext,
  logs: { readonly put: (group: string, message: string) => void },
): EventBridge {
  const { world, clock, faults } = context;
  const { names, storageRegion } = world;
  const { pattern, ...parts } = ruleOf(context);
  const rules = faults.rule === 'two' ? [parts, secondOf(parts)] : [parts];
  let delivered = 0;
  return {
    service: service(rules),
    deliver: (event) => {
      if (faults.rule === 'disabled' || !matches(event, pattern)) return;
      delivered += 1;
      const message = JSON.stringify({
        version: '0',
        id: uuid(names.gateway.share, 'event', delivered),
        'detail-type': event['detail-type'],
        source: event.source,
        account: names.account,
        time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        region: storageRegion,
        resources: event.resources,
        detail: event.detail,
      });
      // One to two seconds, not always the same.
      const delay = 1000 + ((delivered * 370) % 1000);
      clock.after(delay, () => {
        if (faults.rule !== 'elsewhere') logs.put(names.refresh['log-group'], message);
      });
    },
  };
}

function ruleOf({ world, faults }: LabContext): RuleParts & { readonly pattern: Pattern } {
  const { names, storageRegion } = world;
  const name = `nfs-cutover-${names.name}-refresh`;
  const group = `${names.refresh['log-group']}${faults.rule === 'elsewhere' ? '-of-another' : ''}`;
  const [, partition = 'aws'] = names.gateway.share.split(':');
  const inService = (name: string): string =>
    `arn:${partition}:${name}:${storageRegion}:${names.account}`;
  const pattern = {
    source: ['aws.storagegateway'],
    'detail-type': [
      'Storage Gateway Refresh Cache Event',
      'Storage Gateway File Upload Event',
      'Storage Gateway Upload Notification Event',
    ],
    resources: [names.gateway.share + (faults.rule === 'other-share' ? '-of-another' : '')],
  };
  return {
    pattern,
    owner: names.account,
    region: storageRegion,
    rule: {
      Name: name,
      Arn: `${inService('events')}:rule/${name}`,
      EventPattern: JSON.stringify(pattern),
      State: faults.rule === 'disabled' ? 'DISABLED' : 'ENABLED',
      Description: 'The gateway has finished a refresh or an upload',
      EventBusName: 'default',
    },
    target: {
      Id: 'log-group',
      Arn: `${inService('logs')}:log-group:${group}`,
    },
  };
}

/** Somebody's own rule for the same events, whose log group does not exist. */
const secondOf = ({ rule, target, ...rest }: RuleParts): RuleParts => ({
  ...rest,
  rule: { ...rule, Name: `${rule.Name}-second`, Arn: `${rule.Arn}-second` },
  target: { ...target, Arn: `${target.Arn}-second` },
});

interface RuleParts {
  readonly rule: Json & { readonly Name: string; readonly Arn: string };
  /** The account that made the rule. */
  readonly owner: string;
  readonly target: Json & { readonly Arn: string };
  readonly region: string;
}

function service(rules: readonly RuleParts[]): JsonService {
  const here = (call: Call): RuleParts[] => rules.filter(({ region }) => region === call.region);
  const find = (name: string | undefined, bus: string | undefined, call: Call): RuleParts => {
    const found = here(call).find(({ rule }) => rule.Name === name);
    if (found === undefined || !isDefaultBus(bus))
      throw notFound(`Rule ${name ?? ''} does not exist on EventBus ${bus ?? 'default'}.`);
    return found;
  };
  return {
    name: 'events',
    target: 'AWSEvents',
    jsonVersion: '1.1',
    invalid: (message) => new ServiceError('ValidationException', message),
    operations: {
      DescribeRule: {
        input: DESCRIBE_RULE,
        run: (input: EventBridgeInput, call) => {
          const { owner, rule } = find(input.Name, input.EventBusName, call);
          return { ...rule, CreatedBy: owner };
        },
      },
      ListTargetsByRule: {
        input: LIST_TARGETS_BY_RULE,
        run: (input: EventBridgeInput, call) =>
          listed('Targets', [find(input.Rule, input.EventBusName, call).target], input),
      },
      ListRuleNamesByTarget: {
        input: LIST_RULE_NAMES_BY_TARGET,
        run: (input: EventBridgeInput, call) => {
          if (!isDefaultBus(input.EventBusName)) throw noBus(input);
          const found = here(call).filter(({ target }) => target.Arn === input.TargetArn);
          return listed(
            'RuleNames',
            found.map(({ rule }) => rule.Name),
            input,
          );
        },
      },
      ListRules: {
        input: LIST_RULES,
        run: (input: EventBridgeInput, call) => {
          if (!isDefaultBus(input.EventBusName)) throw noBus(input);
          const found = here(call).map(({ rule }) => rule);
          const named = found.filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''));
          return listed('Rules', named, input);
        },
      },
    },
  };
}

function listed(member: string, items: readonly unknown[], input: EventBridgeInput): Json {
  const one = page(items, input.NextToken, input.Limit ?? 100);
  if (one === undefined) throw new ServiceError('ValidationException', 'Invalid NextToken.');
  return { [member]: one.items, ...(one.next === undefined ? {} : { NextToken: one.next }) };
}

function matches(event: BusEvent, pattern: Pattern): boolean {
  const members: Pattern = {
    source: [event.source],
    'detail-type': [event['detail-type']],
    resources: event.resources,
  };
  return Object.entries(pattern).every(([member, values]) =>
    (members[member] ?? []).some((value) => values.includes(value)),
  );
}

const isDefaultBus = (bus: string | undefined): boolean =>
  bus === undefined || bus === 'default' || bus.endsWith(':event-bus/default');

const noBus = ({ EventBusName = '' }: EventBridgeInput): ServiceError =>
  notFound(`Event bus ${EventBusName} does not exist.`);

const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

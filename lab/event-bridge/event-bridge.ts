// EventBridge: one rule brings the gateway's events to the runbook's log group, durably and a little later.
import type { LabContext } from '../context.ts';
import { uuid } from '../ids.ts';
import { page } from '../paging.ts';
import type { Call, Json, JsonService } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { World } from '../world.ts';
import type { EventBridgeInput } from './shapes.ts';
import { DESCRIBE_RULE, LIST_RULES, LIST_TARGETS_BY_RULE } from './shapes.ts';

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

const RULE = 'nfs-cutover-refresh';

/** EventBridge of the world; what its rule matches is put into the runbook's log group. */
export function createEventBridge(
  { world, clock }: LabContext,
  logs: { readonly put: (group: string, message: string) => void },
): EventBridge {
  const { names, storageRegion } = world;
  const { pattern, ...parts } = ruleOf(world);
  let delivered = 0;
  return {
    service: service(parts),
    deliver: (event) => {
      if (!matches(event, pattern)) return;
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
      clock.after(delay, () => logs.put(names.refresh['log-group'], message));
    },
  };
}

function ruleOf({ names, storageRegion }: World): RuleParts & { readonly pattern: Pattern } {
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
    resources: [names.gateway.share],
  };
  return {
    pattern,
    owner: names.account,
    region: storageRegion,
    rule: {
      Name: RULE,
      Arn: `${inService('events')}:rule/${RULE}`,
      EventPattern: JSON.stringify(pattern),
      State: 'ENABLED',
      Description: 'The gateway has finished a refresh or an upload',
      EventBusName: 'default',
    },
    target: {
      Id: 'log-group',
      Arn: `${inService('logs')}:log-group:${names.refresh['log-group']}`,
    },
  };
}

interface RuleParts {
  readonly rule: Json;
  /** The account that made the rule. */
  readonly owner: string;
  readonly target: Json;
  readonly region: string;
}

function service({ rule, owner, target, region }: RuleParts): JsonService {
  const find = (name: string | undefined, bus: string | undefined, call: Call): void => {
    if (name !== RULE || call.region !== region || !isDefaultBus(bus))
      throw notFound(`Rule ${name ?? ''} does not exist on EventBus ${bus ?? 'default'}.`);
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
          find(input.Name, input.EventBusName, call);
          return { ...rule, CreatedBy: owner };
        },
      },
      ListTargetsByRule: {
        input: LIST_TARGETS_BY_RULE,
        run: (input: EventBridgeInput, call) => {
          find(input.Rule, input.EventBusName, call);
          return listed('Targets', [target], input);
        },
      },
      ListRules: {
        input: LIST_RULES,
        run: (input: EventBridgeInput, call) => {
          if (!isDefaultBus(input.EventBusName))
            throw notFound(`Event bus ${input.EventBusName ?? ''} does not exist.`);
          const here = call.region === region && RULE.startsWith(input.NamePrefix ?? '');
          return listed('Rules', here ? [rule] : [], input);
        },
      },
    },
  };
}

function listed(member: string, items: readonly Json[], input: EventBridgeInput): Json {
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

const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

// Where the refresh events of a share arrive: the log groups that the rules of EventBridge really fill. Reads only.
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../src/core/values/arn.ts';
import { refreshEvent } from '../../src/steps/preflight/aws/event-checks.ts';
import { matchesPattern } from '../../src/steps/preflight/aws/event-pattern.ts';
import type { Share } from './places.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * The log groups of the share's account and Region to which an enabled rule of the default bus sends the share's
 * refresh events, each once, by name. A pattern that cannot be checked here counts as none.
 */
export async function findEventLogGroups({ arn, gateway }: Share): Promise<string[]> {
  const place = parseArn(arn);
  if (place === undefined) return [];
  const { account, region } = place;
  const client = new EventBridgeClient({ region });
  const event = refreshEvent({
    account,
    storageRegion: region,
    gateway: { arn: gateway, share: arn },
  });
  const rules = await all(async (NextToken) => {
    const page = await client.send(new ListRulesCommand({ NextToken }));
    return { items: page.Rules ?? [], next: page.NextToken };
  });
  const fitting = rules.filter(
    ({ EventPattern = '', State = '' }) =>
      State.startsWith('ENABLED') &&
      EventPattern !== '' &&
      matchesPattern(EventPattern, event) === 'yes',
  );
  const found = new Set<string>();
  for (const { Name } of fitting) {
    const targets = await all(async (NextToken) => {
      const page = await client.send(new ListTargetsByRuleCommand({ Rule: Name, NextToken }));
      return { items: page.Targets ?? [], next: page.NextToken };
    });
    for (const { Arn = '' } of targets) {
      const group = logGroupOf(Arn, { account, region });
      if (group !== undefined) found.add(group);
    }
  }
  return [...found].sort();
}

/** The name of the log group that a target's ARN names, with or without `:*` at its end; undefined for other targets. */
export function logGroupOf(
  target: string,
  { account, region }: { readonly account: string; readonly region: string },
): string | undefined {
  const arn = parseArn(target);
  // A run reads the group in its own account and Region.
  if (arn?.service !== 'logs' || arn.account !== account || arn.region !== region) return undefined;
  return /^log-group:([^:]+)(?::\*)?$/.exec(arn.resource)?.[1];
}

async function all<T>(read: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await read(token);
    found.push(...items);
    token = next;
  } while (token !== undefined);
  return found;
}

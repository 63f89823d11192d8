// EventBridge: the rules of the default bus that put events into a target.
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge';
import * as request from '../../core/requests/event-bridge.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface EventRule {
  readonly name: string;
  /** `ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`. */
  readonly state: string;
  /** JSON; '' for a rule of a schedule. */
  readonly pattern: string;
}

export interface EventRules {
  /** The names of the rules that have `target` (an ARN) among their targets. */
  namesWithTarget(target: string): Promise<readonly string[]>;
  /** The rule `arn` names; its last part is its name. */
  describe(arn: string): Promise<EventRule>;
}

/** The adapter for the default bus of the connection's Region. */
export function openEventRules(connection: Connection): EventRules {
  const client = new EventBridgeClient(clientConfig(connection));
  const { signal } = connection;
  return {
    namesWithTarget: async (target) => {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const asked = request.listRuleNamesByTarget(target, token);
        // IAM has no resource for it (service authorization reference of EventBridge).
        const page = await ask(asked, { resource: '*', signal }, (input, options) =>
          client.send(new ListRuleNamesByTargetCommand(input), options),
        );
        names.push(...(page.RuleNames ?? []));
        token = page.NextToken;
      } while (token !== undefined);
      return names;
    },
    describe: async (arn) => {
      const name = arn.slice(arn.lastIndexOf('/') + 1);
      const about = { resource: arn, signal };
      const rule = await ask(request.describeRule(name), about, (input, options) =>
        client.send(new DescribeRuleCommand(input), options),
      );
      return { name, state: rule.State ?? 'unknown', pattern: rule.EventPattern ?? '' };
    },
  };
}

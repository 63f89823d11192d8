// The way of the gateway's events: an enabled rule must have the log group that the refresh reads as its target.
import type { Clock } from '../../../core/clock.ts';
import type { EventRule, EventRules } from '../../../aws/events/event-rules.ts';
import type { EventLog } from '../../../aws/events/logs.ts';
import { eventTarget, NOTHING_IN_LOG, ruleArn } from './event-target.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { matchesPattern } from './event-pattern.ts';
import type { EventMembers, Matches } from './event-pattern.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import type { Group } from '../group.ts';

const { pass, fail, unproven } = inArea('Events');

const RULE = 'A rule brings the refresh events into the log group';
const LOG = 'Log group can be read';

/** The groups on the rule and on the log group. */
export function eventGroups(
  { runbook, clock }: { readonly runbook: Runbook; readonly clock: Clock },
  rules: EventRules,
  log: EventLog,
): readonly Group[] {
  return [
    { area: 'Events', check: RULE, look: async () => [await lookAtRules(runbook, rules)] },
    {
      area: 'Events',
      check: LOG,
      look: async () => {
        await log.find(NOTHING_IN_LOG, clock.now());
        return [pass(LOG, runbook.refresh.logGroup)];
      },
    },
  ];
}

/** Finds rules by their target: the runbook names the log group, and any rule that fills it is enough. */
async function lookAtRules(runbook: Runbook, rules: EventRules): Promise<Finding> {
  const names = await rules.namesWithTarget(eventTarget(runbook));
  const described = await Promise.allSettled(
    names.map((name) => rules.describe(ruleArn(runbook, name))),
  );
  const known = described.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const finding = judgeRules(known, runbook);
  const refused = described.find((one) => one.status === 'rejected');
  // A rule that the role may not read may be the right one.
  if (finding.state !== 'pass' && refused !== undefined) throw refused.reason as Error;
  return finding;
}

/** The rules that have the log group among their targets. */
export function judgeRules(rules: readonly EventRule[], runbook: Runbook): Finding {
  const { name, refresh } = runbook;
  if (rules.length === 0)
    return fail(
      RULE,
      `no rule has ${refresh.logGroup} as its target`,
      `give the rule nfs-cutover-${name}-refresh this target, or deploy infra/cutover.yml again (docs/setup.md)`,
    );
  const event = refreshEvent(runbook);
  const fitting = (wanted: Matches): readonly EventRule[] =>
    // A rule without a pattern has a schedule: no event goes through it.
    rules.filter(
      ({ pattern }) => (pattern === '' ? 'no' : matchesPattern(pattern, event)) === wanted,
    );
  const enabled = fitting('yes').find(({ state }) => state.startsWith('ENABLED'));
  if (enabled !== undefined) return pass(RULE, `${enabled.name} is ${enabled.state}`);
  const [disabled] = fitting('yes');
  if (disabled !== undefined)
    return fail(
      RULE,
      `${disabled.name} is ${disabled.state}, expected ENABLED`,
      `aws events enable-rule --region ${runbook.storageRegion} --name ${disabled.name}`,
    );
  const shown = rules.map((rule) => `${rule.name}: ${rule.pattern || 'no pattern'}`).join('; ');
  return fitting('unknown').length > 0
    ? unproven(RULE, `a pattern that cannot be judged here: ${shown}`, CURE)
    : fail(RULE, `no rule lets the share's refresh events through: ${shown}`, CURE);
}

const CURE =
  "use the event pattern of infra/cutover.yml: the refresh events of aws.storagegateway, with the share's ARN";

/** What names a share: all of it is in the runbook. */
export interface ShareOfRule extends Pick<Runbook, 'account' | 'storageRegion'> {
  readonly gateway: Pick<Runbook['gateway'], 'arn' | 'share'>;
}

/** What the end of a refresh looks like on the bus (Storage Gateway, monitoring with EventBridge). */
export const refreshEvent = ({ account, storageRegion, gateway }: ShareOfRule): EventMembers => ({
  source: ['aws.storagegateway'],
  'detail-type': ['Storage Gateway Refresh Cache Event'],
  account: [account],
  region: [storageRegion],
  resources: [gateway.share, gateway.arn],
  'detail.event-type': ['refresh-complete'],
});

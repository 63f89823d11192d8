// Where the gateway's refresh events go: the log group as EventBridge names a target, and the rule that brings them.
import { arnPrefix } from '../../../core/values/arn.ts';
import type { Runbook } from '../../../runbook/runbook.ts';

/** The term that the preflight looks for in the log group: no event has it, so that the answer is short. */
export const NOTHING_IN_LOG = 'nfs-cutover-preflight';

/** The ARN of the runbook's log group, as the rule that fills it has it for its target. */
export const eventTarget = (runbook: Runbook): string =>
  `${place(runbook, 'logs')}:log-group:${runbook.refresh.logGroup}`;

/** The ARN of a rule of the default bus. */
export const ruleArn = (runbook: Runbook, name: string): string =>
  `${place(runbook, 'events')}:rule/${name}`;

const place = ({ account, storageRegion }: Runbook, service: string): string =>
  `${arnPrefix(storageRegion)}:${service}:${storageRegion}:${account}`;

// The adapter for the application servers of a runbook.
import { openSsm } from '../../aws/ssm.ts';
import type { Ssm } from '../../aws/ssm.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';

/** Systems Manager in the Region of the application servers. */
export function openServers(context: StepContext): Ssm {
  return openSsm(connectionTo(context, context.runbook.application.region));
}

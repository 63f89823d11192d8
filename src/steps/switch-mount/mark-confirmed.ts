// The note on every server that its switch is confirmed.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import type { Fence } from '../servers/fence.ts';
import { markConfirmedRun } from '../servers/mount-runs.ts';
import { askAgain } from '../servers/read-mounts.ts';
import { refused, runDocument } from '../servers/run-document.ts';
import { MOUNT_CURES } from './rollback.ts';

/** From here on the servers say that applications use the gateway: nothing rolls back by itself any more. */
export async function markConfirmed(context: StepContext, ssm: Ssm, fence: Fence): Promise<void> {
  const marked = markConfirmedRun(context.runbook, context.run.id);
  await askAgain(context, ssm, fence, marked.servers);
  const answers = await runDocument(context, ssm, marked, fence);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused('noting that the switch is confirmed', bad, MOUNT_CURES);
}

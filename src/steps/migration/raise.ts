// Tells every server the epoch: what was sent before it does nothing there any more.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { raiseRun } from '../servers/mount-runs.ts';
import type { StepContext } from '../frame/context.ts';
import type { ServerFailure } from '../servers/each-server.ts';
import type { Fence } from '../servers/fence.ts';
import { refused, runOnServers } from '../servers/run-document.ts';
import type { Hold } from './hold.ts';

/** What the servers made of an epoch. */
export interface Raised {
  /** Those that know it now. */
  readonly servers: readonly string[];
  /** The highest epoch that one of the others knows; 0 without one. */
  readonly above: number;
  readonly failed: readonly ServerFailure[];
}

/** How often a server may know a higher epoch than the journal before the step gives up. */
const RAISES = 3;

/**
 * The same for a way back. Where a server knows a higher epoch, because it went back while the journal did not answer, the
 * journal goes above it. Answers the fence that holds then.
 */
export async function raiseBack(
  context: StepContext,
  ssm: Ssm,
  { fence, hold }: { readonly fence: Fence; readonly hold: Hold | undefined },
): Promise<Raised & { readonly fence: Fence }> {
  if (hold === undefined) return { ...(await raiseServers(context, ssm, fence)), fence };
  for (let raises = 1; ; raises += 1) {
    const raised = await raiseServers(context, ssm, hold.fence);
    if (raised.above === 0 || raises === RAISES) return { ...raised, fence: hold.fence };
    context.say(`a server knows epoch ${raised.above}: the journal goes above it`);
    await hold.raiseAbove(raised.above);
    // What a server has said of the epoch before says no more that this job has lost.
    context.notes?.overtaken?.clear();
  }
}

/** Sends the fence's epoch to every server, side by side. A server that does not answer stops no other one. */
export async function raiseServers(context: StepContext, ssm: Ssm, fence: Fence): Promise<Raised> {
  const raised = await runOnServers(context, ssm, raiseRun(context.runbook), fence);
  const failed = [...raised.failed];
  const servers: string[] = [];
  let above = 0;
  for (const answer of raised.answers) {
    const { server, refusal, values } = answer;
    const epoch = Number(values.get('epoch'));
    if (refusal === undefined) {
      servers.push(server);
      if (values.get('alone') === 'yes') fence.raisedAlone(server, String(epoch));
      continue;
    }
    if (refusal.code === 'overtaken' && Number.isSafeInteger(epoch)) above = Math.max(above, epoch);
    failed.push({ server, error: refused('raising the epoch', answer, {}) });
  }
  return { servers, above, failed };
}

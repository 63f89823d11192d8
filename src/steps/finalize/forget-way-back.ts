// The migration is over: no server needs the script any more that leads back by hand.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import { eachAnswer } from '../servers/each-server.ts';
import type { Fence } from '../servers/fence.ts';
import { raiseRun } from '../servers/mount-runs.ts';
import { refused, runOnServers } from '../servers/run-document.ts';

/** Removes it from every server. A server that keeps it is a warning: the script refuses there what is confirmed. */
export async function forgetWayBack(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<readonly string[]> {
  const ran = await runOnServers(context, ssm, raiseRun(context.runbook, 'forget'), fence);
  const { failed } = eachAnswer(ran, (answer) => {
    if (answer.refusal) throw refused('removing the way back by hand', answer, {});
  });
  return failed.map(
    ({ server, error }) => `${server} keeps the script that leads back by hand: ${error.message}`,
  );
}

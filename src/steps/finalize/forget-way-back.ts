// The migration is over: no server needs the script any more that leads back by hand, nor a closed folder below its mount.
import { asCutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StepContext } from '../frame/context.ts';
import { eachAnswer } from '../servers/each-server.ts';
import type { Fence } from '../servers/fence.ts';
import { coveredClosed, raiseRun } from '../servers/mount-runs.ts';
import { refused, runOnServers } from '../servers/run-document.ts';

/**
 * Removes it from every server. What keeps it is one warning: the migration is over whatever the servers say, and the
 * script refuses where the switch is confirmed. Throws only where this step is stopped.
 */
export async function forgetWayBack(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<readonly string[]> {
  try {
    const ran = await runOnServers(context, ssm, raiseRun(context.runbook, 'forget'), fence);
    const { done, failed } = eachAnswer(ran, (answer) => {
      if (answer.refusal) throw refused('removing the way back by hand', answer, {});
      return coveredClosed(answer.server, answer.values);
    });
    if (failed.length === 0) return done.flat();
    const kept = keptBy(failed.map(({ server, error }) => `${server} (${error.message})`));
    return [...done.flat(), ...kept];
  } catch (thrown) {
    context.signal.throwIfAborted();
    return keptBy([`every server may keep it (${asCutoverError(thrown).message})`]);
  }
}

const keptBy = (who: readonly string[]): readonly string[] => [
  `The migration is over, but the script that leads back by hand was not removed from every server: ${who.join('; ')}. Mend that, deploy the stack of this release if a permission is missing, and start this workflow again: it removes what is left`,
];

// Mounts of the gateway that a way back has left lazily: what hangs in one may be written until that server is booted.
import { asCutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Detached } from '../../journal/entry.ts';
import type { StepContext } from '../frame/context.ts';
import { readMountsOfEach } from './read-mounts.ts';
import type { ServerMounts } from './read-mounts.ts';

/** Which servers may still write what hung there, as far as it is known. */
export interface MayWrite {
  readonly detached: readonly Detached[];
  /** Those that do not answer, and of which nobody knows it. */
  readonly silent: readonly string[];
}

/** The servers whose boot is still the one in which they left a mount lazily. */
export const detachedIn = (seen: readonly ServerMounts[]): readonly Detached[] =>
  seen.flatMap(({ server, detached: boot }) => (boot === '' ? [] : [{ server, boot }]));

/**
 * Asks every server. Where Systems Manager itself does not answer, each of them is silent. What the journal has (`known`) stays until the
 * server answers from another boot, whatever its notes say.
 */
export async function readDetached(
  context: StepContext,
  ssm: Ssm,
  known: readonly Detached[] = [],
): Promise<MayWrite & Awaited<ReturnType<typeof readMountsOfEach>>> {
  const { servers } = context.runbook.application;
  const { done, failed } = await answersOf(context, ssm, servers);
  const noted = detachedIn(done);
  const still = known.filter(
    ({ server, boot }) =>
      servers.includes(server) &&
      noted.every((one) => one.server !== server) &&
      !done.some((one) => one.server === server && one.boot !== '' && one.boot !== boot),
  );
  const detached = [...noted, ...still];
  const silent = failed
    .map(({ server }) => server)
    .filter((one) => detached.every(({ server }) => server !== one));
  return { done, failed, detached, silent };
}

/** What is not known of any server is not known of each of them: that is never a good answer, and ends no step. */
async function answersOf(
  context: StepContext,
  ssm: Ssm,
  servers: readonly string[],
): ReturnType<typeof readMountsOfEach> {
  try {
    return await readMountsOfEach(context, ssm, servers);
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = asCutoverError(thrown);
    if (error.code === 'internal') throw error;
    context.say(`No server could be asked whether it left a mount lazily: ${error.message}`);
    return { done: [], failed: servers.map((server) => ({ server, error })) };
  }
}

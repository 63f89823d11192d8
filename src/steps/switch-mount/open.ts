// Opens the adapters for changing mounts.
import type { StepContext } from '../frame/context.ts';
import { openDestination, openServers, openShare } from '../frame/open.ts';
import type { MountPorts } from './ports.ts';

/** All that switching and going back need. */
export async function openMounts(context: StepContext): Promise<MountPorts> {
  const [ssm, gateway, bucket] = await Promise.all([
    openServers(context),
    openShare(context),
    openDestination(context),
  ]);
  return { ssm, gateway, bucket };
}

// The adapters for changing mounts: servers, gateway and bucket.
import { openDestination } from './destination.ts';
import { openServers } from './servers.ts';
import { openShare } from './share.ts';
import type { MountPorts } from '../back-to-source.ts';
import type { StepContext } from '../context.ts';

/** All that switching and going back need. */
export function openMounts(context: StepContext): MountPorts {
  return {
    ssm: openServers(context),
    gateway: openShare(context),
    bucket: openDestination(context),
  };
}

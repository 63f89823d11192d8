// Opens the adapters for changing mounts.
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import type { StepContext } from '../frame/context.ts';
import { openDestination, openServers, openShare } from '../frame/adapters.ts';

/** The adapters with which mounts are switched and restored. */
export interface MountPorts {
  readonly ssm: Ssm;
  readonly gateway: StorageGateway;
  readonly bucket: Bucket;
}

/** All that the switch and a rollback need. */
export async function openMounts(context: StepContext): Promise<MountPorts> {
  const [ssm, gateway, bucket] = await Promise.all([
    openServers(context),
    openShare(context),
    openDestination(context),
  ]);
  return { ssm, gateway, bucket };
}

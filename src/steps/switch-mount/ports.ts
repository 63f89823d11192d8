// What a change of mounts is handed.
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';

/** The adapters with which mounts are switched and restored. */
export interface MountPorts {
  readonly ssm: Ssm;
  readonly gateway: StorageGateway;
  readonly bucket: Bucket;
}

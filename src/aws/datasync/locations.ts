// DataSync: the two ends of the task.
import {
  DataSyncClient,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
} from '@aws-sdk/client-datasync';
import * as request from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { call } from '../errors.ts';

export interface NfsLocation {
  /** `nfs://host/export/dir/` */
  readonly uri: string;
}

export interface S3Location {
  /** `s3://bucket/prefix/` */
  readonly uri: string;
  /** That of new objects: `STANDARD`, `GLACIER`, … */
  readonly storageClass: string;
}

export interface Locations {
  nfs(arn: string): Promise<NfsLocation>;
  s3(arn: string): Promise<S3Location>;
}

/** The adapter for the locations of the connection's Region. */
export function openLocations(connection: Connection): Locations {
  const client = new DataSyncClient(clientConfig(connection));
  const { signal } = connection;
  return {
    nfs: async (arn) => {
      const command = new DescribeLocationNfsCommand(request.describeLocationNfs(arn));
      const { LocationUri = '' } = await call(
        { action: 'datasync:DescribeLocationNfs', resource: arn, signal },
        () => client.send(command, { abortSignal: signal }),
      );
      return { uri: LocationUri };
    },
    s3: async (arn) => {
      const command = new DescribeLocationS3Command(request.describeLocationS3(arn));
      const { LocationUri = '', S3StorageClass = 'unknown' } = await call(
        { action: 'datasync:DescribeLocationS3', resource: arn, signal },
        () => client.send(command, { abortSignal: signal }),
      );
      return { uri: LocationUri, storageClass: S3StorageClass };
    },
  };
}

// DataSync: the two ends of the task.
import {
  DataSyncClient,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
} from '@aws-sdk/client-datasync';
import { describeLocation } from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

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
      const { LocationUri = '' } = await ask(
        describeLocation('Nfs', arn),
        { resource: arn, signal },
        (input, options) => client.send(new DescribeLocationNfsCommand(input), options),
      );
      return { uri: LocationUri };
    },
    s3: async (arn) => {
      const { LocationUri = '', S3StorageClass = 'unknown' } = await ask(
        describeLocation('S3', arn),
        { resource: arn, signal },
        (input, options) => client.send(new DescribeLocationS3Command(input), options),
      );
      return { uri: LocationUri, storageClass: S3StorageClass };
    },
  };
}

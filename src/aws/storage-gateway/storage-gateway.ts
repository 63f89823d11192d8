// Storage Gateway: the share's metadata cache and what the gateway has not uploaded yet.
import {
  DescribeCacheCommand,
  RefreshCacheCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import * as request from '../../core/requests/storage-gateway.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { call } from '../errors.ts';

export interface StorageGateway {
  /**
   * Asks for a refresh of `folders` (`/`, `/a/b`) and answers its notification id. The answer means accepted,
   * not done: the event with this id tells the end.
   */
  refresh(folders: readonly string[], recursive: boolean): Promise<string>;
  /** How much of the gateway's cache is not in S3 yet, in percent. */
  dirtyPercentage(): Promise<number>;
}

/** The adapter for one share of one gateway. */
export function openStorageGateway(
  connection: Connection,
  gatewayArn: string,
  shareArn: string,
): StorageGateway {
  const client = new StorageGatewayClient(clientConfig(connection));
  const { signal } = connection;
  return {
    refresh: async (folders, recursive) => {
      const command = new RefreshCacheCommand(request.refreshCache(shareArn, folders, recursive));
      const answer = await call(
        { action: 'storagegateway:RefreshCache', resource: shareArn, signal },
        () => client.send(command, { abortSignal: signal }),
      );
      return answer.NotificationId ?? '';
    },
    dirtyPercentage: async () => {
      const command = new DescribeCacheCommand(request.describeCache(gatewayArn));
      const answer = await call(
        { action: 'storagegateway:DescribeCache', resource: gatewayArn, signal },
        () => client.send(command, { abortSignal: signal }),
      );
      // An absent figure is not "nothing is dirty".
      return answer.CacheDirtyPercentage ?? Number.NaN;
    },
  };
}

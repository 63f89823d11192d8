// Storage Gateway: the share's metadata cache and what the gateway has not uploaded yet.
import {
  DescribeCacheCommand,
  NotifyWhenUploadedCommand,
  RefreshCacheCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import * as request from '../../core/requests/storage-gateway.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface StorageGateway {
  /**
   * Asks for a refresh of `folders` (`/`, `/a/b`) and answers its notification id. The answer means accepted, not done:
   * the event with this id reports the end.
   */
  refresh(folders: readonly string[], recursive: boolean): Promise<string>;
  /**
   * Asks for an event once everything is in the bucket that clients have written to the share until now, and answers its
   * notification id.
   */
  notifyWhenUploaded(): Promise<string>;
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
      const asked = request.refreshCache(shareArn, folders, recursive);
      const answer = await ask(asked, { resource: shareArn, signal }, (input, options) =>
        client.send(new RefreshCacheCommand(input), options),
      );
      return answer.NotificationId ?? '';
    },
    notifyWhenUploaded: async () => {
      const asked = request.notifyWhenUploaded(shareArn);
      const answer = await ask(asked, { resource: shareArn, signal }, (input, options) =>
        client.send(new NotifyWhenUploadedCommand(input), options),
      );
      return answer.NotificationId ?? '';
    },
    dirtyPercentage: async () => {
      const asked = request.describeCache(gatewayArn);
      const answer = await ask(asked, { resource: gatewayArn, signal }, (input, options) =>
        client.send(new DescribeCacheCommand(input), options),
      );
      // An absent figure is not "nothing is dirty".
      return answer.CacheDirtyPercentage ?? Number.NaN;
    },
  };
}

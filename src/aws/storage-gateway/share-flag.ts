// Storage Gateway: whether clients may write to the share, read and set.
import {
  DescribeNFSFileSharesCommand,
  StorageGatewayClient,
  UpdateNFSFileShareCommand,
} from '@aws-sdk/client-storage-gateway';
import { CutoverError } from '../../core/errors.ts';
import * as request from '../../core/requests/storage-gateway.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

/** What the service says of a share. */
export interface ShareFlagState {
  /** `AVAILABLE` where the last change has reached the gateway. */
  readonly status: string;
  readonly readOnly: boolean;
}

export interface ShareFlag {
  /** `signal`: of the caller, in place of the connection's. */
  read(signal?: AbortSignal): Promise<ShareFlagState>;
  /** The answer means accepted, not done. Every other setting of the share stays as it is. */
  set(readOnly: boolean, signal?: AbortSignal): Promise<void>;
}

/** The adapter for one share; `changing` is the connection for the change. */
export function openShareFlag(
  connection: Connection,
  share: string,
  changing: Connection,
): ShareFlag {
  const reader = new StorageGatewayClient(clientConfig(connection));
  const writer = new StorageGatewayClient(clientConfig(changing));
  const aboutOf = (signal = connection.signal) => ({ resource: share, signal });
  return {
    read: async (signal) => {
      const asked = request.describeFileShares('NFS', [share]);
      const { NFSFileShareInfoList = [] } = await ask(asked, aboutOf(signal), (input, options) =>
        reader.send(new DescribeNFSFileSharesCommand(input), options),
      );
      const found = NFSFileShareInfoList.find(({ FileShareARN }) => FileShareARN === share);
      if (found?.ReadOnly === undefined || found.FileShareStatus === undefined)
        throw new CutoverError('aws-unreadable', {
          what: `storagegateway:DescribeNFSFileShares on ${share}`,
          expected: 'the status of the share, and whether it is read-only',
          got: 'an answer without them',
          cure: 'look at the share in Storage Gateway, then re-run this job',
        });
      return { status: found.FileShareStatus, readOnly: found.ReadOnly };
    },
    set: async (readOnly, signal) => {
      await ask(request.updateShareFlag(share, readOnly), aboutOf(signal), (input, options) =>
        writer.send(new UpdateNFSFileShareCommand(input), options),
      );
    },
  };
}

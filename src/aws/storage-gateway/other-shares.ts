// File shares beside the runbook's own, of all gateways: which part of which bucket each shows. Of one Region and account.
import {
  DescribeNFSFileSharesCommand,
  DescribeSMBFileSharesCommand,
  ListFileSharesCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import {
  describeFileShares,
  listFileShares,
  SHARES_AT_ONCE,
} from '../../core/requests/storage-gateway.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface OtherShare {
  readonly arn: string;
  /** `arn:aws:s3:::bucket/prefix/`, an access point, or '' where nothing is said. */
  readonly location: string;
}

/** All shares but `own`, with what they show. */
export async function readOtherShares(
  connection: Connection,
  own: string,
): Promise<readonly OtherShare[]> {
  const client = new StorageGatewayClient(clientConfig(connection));
  const shares = (await listShares(client, connection)).filter(({ arn }) => arn !== own);
  const found: OtherShare[] = shares
    .filter(({ type }) => type !== 'NFS' && type !== 'SMB')
    .map(({ arn }) => ({ arn, location: '' }));
  for (const type of ['NFS', 'SMB'] as const) {
    const arns = shares.filter((share) => share.type === type).map(({ arn }) => arn);
    for (let start = 0; start < arns.length; start += SHARES_AT_ONCE)
      found.push(
        ...(await describe(client, connection, type, arns.slice(start, start + SHARES_AT_ONCE))),
      );
  }
  return found;
}

async function listShares(
  client: StorageGatewayClient,
  { signal }: Connection,
): Promise<readonly { readonly arn: string; readonly type: string }[]> {
  const found: { arn: string; type: string }[] = [];
  let Marker: string | undefined;
  do {
    const about = { resource: 'all gateways', signal };
    const page = await ask(listFileShares(Marker), about, (input, options) =>
      client.send(new ListFileSharesCommand(input), options),
    );
    for (const { FileShareARN: arn = '', FileShareType: type = '' } of page.FileShareInfoList ?? [])
      found.push({ arn, type });
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return found;
}

async function describe(
  client: StorageGatewayClient,
  { signal }: Connection,
  type: 'NFS' | 'SMB',
  arns: readonly string[],
): Promise<OtherShare[]> {
  const about = { resource: arns.join(', '), signal };
  const infos = await ask(describeFileShares(type, arns), about, async (input, options) =>
    type === 'NFS'
      ? (await client.send(new DescribeNFSFileSharesCommand(input), options)).NFSFileShareInfoList
      : (await client.send(new DescribeSMBFileSharesCommand(input), options)).SMBFileShareInfoList,
  );
  // Nothing is known of a share that is not described.
  return arns.map((arn) => ({
    arn,
    location: infos?.find(({ FileShareARN }) => FileShareARN === arn)?.LocationARN ?? '',
  }));
}

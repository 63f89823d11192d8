// Tasks and shares of a Region, through DataSync and Storage Gateway. Reads only.
import {
  DataSyncClient,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
  DescribeTaskCommand,
  paginateListLocations,
  paginateListTasks,
} from '@aws-sdk/client-datasync';
import {
  DescribeGatewayInformationCommand,
  DescribeNFSFileSharesCommand,
  InvalidGatewayRequestException,
  paginateListFileShares,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import { exportOfUri, lastPart, placeOfArn, placeOfUri, type Share, type Task } from './places.ts';

/** Tasks that copy from NFS to S3; others cannot be cut over to a File Gateway. */
export async function findTasks(region: string): Promise<Task[]> {
  const client = new DataSyncClient({ region });
  const uris = new Map<string, string>();
  for await (const page of paginateListLocations({ client }, {}))
    for (const { LocationArn = '', LocationUri = '' } of page.Locations ?? [])
      uris.set(LocationArn, LocationUri);
  const found: Task[] = [];
  for await (const page of paginateListTasks({ client }, {}))
    for (const { TaskArn } of page.Tasks ?? []) {
      const task = await describeTask(client, TaskArn, uris);
      if (task !== undefined) found.push(task);
    }
  return found;
}

async function describeTask(
  client: DataSyncClient,
  arn: string | undefined,
  uris: ReadonlyMap<string, string>,
): Promise<Task | undefined> {
  const task = await client.send(new DescribeTaskCommand({ TaskArn: arn }));
  const { DestinationLocationArn = '', Name = '', SourceLocationArn = '', TaskArn = '' } = task;
  const isNfs = uris.get(SourceLocationArn)?.startsWith('nfs://') === true;
  if (!isNfs || uris.get(DestinationLocationArn)?.startsWith('s3://') !== true) return undefined;
  const [source, destination] = await Promise.all([
    client.send(new DescribeLocationNfsCommand({ LocationArn: SourceLocationArn })),
    client.send(new DescribeLocationS3Command({ LocationArn: DestinationLocationArn })),
  ]);
  const from = exportOfUri(source.LocationUri ?? '');
  const to = placeOfUri(destination.LocationUri ?? '');
  if (from === undefined || to === undefined) return undefined;
  const [, major, minor = '0'] = /^NFS(\d)_?(\d)?$/.exec(source.MountOptions?.Version ?? '') ?? [];
  const version = major === undefined ? undefined : major === '3' ? '3' : `${major}.${minor}`;
  return { arn: TaskArn, name: Name, export: from, version, to };
}

/** NFS shares of the Region's S3 File Gateways that can be written to; `say` names what AWS refuses to show. */
export async function findShares(region: string, say: (line: string) => void): Promise<Share[]> {
  const client = new StorageGatewayClient({ region });
  const arns = new Map<string, string[]>();
  for await (const page of paginateListFileShares({ client }, {}))
    for (const { FileShareARN, FileShareType, GatewayARN = '' } of page.FileShareInfoList ?? [])
      if (FileShareType === 'NFS' && FileShareARN !== undefined)
        arns.set(GatewayARN, [...(arns.get(GatewayARN) ?? []), FileShareARN]);
  const found: Share[] = [];
  for (const [gateway, shares] of arns) {
    const refused = (what: string) => (error: Error) => {
      // One gateway that AWS cannot reach must not hide all others.
      if (!(error instanceof InvalidGatewayRequestException)) throw error;
      say(`  ${lastPart(gateway)}: ${what} cannot be seen: ${error.message}`);
      return undefined;
    };
    const described = await sharesOf(client, shares).catch(refused(`${shares.length} share(s)`));
    if (described === undefined) continue;
    const address = await addressOf(client, gateway).catch(refused('its address'));
    found.push(...described.map((share) => ({ ...share, address })));
  }
  return found;
}

async function sharesOf(
  client: StorageGatewayClient,
  arns: readonly string[],
): Promise<Omit<Share, 'address'>[]> {
  const found: Omit<Share, 'address'>[] = [];
  // DescribeNFSFileShares takes ten at most.
  for (let i = 0; i < arns.length; i += 10) {
    const command = new DescribeNFSFileSharesCommand({ FileShareARNList: arns.slice(i, i + 10) });
    const { NFSFileShareInfoList = [] } = await client.send(command);
    for (const share of NFSFileShareInfoList) {
      const { FileShareARN: arn = '', FileShareName, GatewayARN: gateway = '' } = share;
      const of = placeOfArn(share.LocationARN ?? '');
      if (of === undefined || share.ReadOnly === true) continue;
      const path = share.Path ?? `/${FileShareName ?? of.bucket}`;
      found.push({ arn, name: FileShareName ?? path.slice(1), gateway, path, of });
    }
  }
  return found;
}

async function addressOf(
  client: StorageGatewayClient,
  gateway: string,
): Promise<string | undefined> {
  const command = new DescribeGatewayInformationCommand({ GatewayARN: gateway });
  const { GatewayNetworkInterfaces = [] } = await client.send(command);
  return GatewayNetworkInterfaces.find(({ Ipv4Address }) => Ipv4Address)?.Ipv4Address;
}

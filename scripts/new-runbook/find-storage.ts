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
  paginateListFileShares,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import { exportOfUri, placeOfArn, placeOfUri, type Share, type Task } from './places.ts';

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

/** NFS shares of the Region's S3 File Gateways that can be written to. */
export async function findShares(region: string): Promise<Share[]> {
  const client = new StorageGatewayClient({ region });
  const arns: string[] = [];
  for await (const page of paginateListFileShares({ client }, {}))
    for (const { FileShareARN, FileShareType } of page.FileShareInfoList ?? [])
      if (FileShareType === 'NFS' && FileShareARN !== undefined) arns.push(FileShareARN);
  const addresses = new Map<string, string>();
  const found: Share[] = [];
  // DescribeNFSFileShares takes ten at most.
  for (let i = 0; i < arns.length; i += 10) {
    const command = new DescribeNFSFileSharesCommand({ FileShareARNList: arns.slice(i, i + 10) });
    const { NFSFileShareInfoList = [] } = await client.send(command);
    for (const share of NFSFileShareInfoList) {
      const { FileShareARN = '', FileShareName, GatewayARN = '', LocationARN = '' } = share;
      const of = placeOfArn(LocationARN);
      if (of === undefined || share.ReadOnly === true) continue;
      if (!addresses.has(GatewayARN)) addresses.set(GatewayARN, await address(client, GatewayARN));
      const path = share.Path ?? `/${FileShareName ?? of.bucket}`;
      found.push({
        arn: FileShareARN,
        name: FileShareName ?? path.slice(1),
        gateway: GatewayARN,
        export: `${addresses.get(GatewayARN) ?? ''}:${path}`,
        of,
      });
    }
  }
  return found;
}

async function address(client: StorageGatewayClient, gateway: string): Promise<string> {
  const command = new DescribeGatewayInformationCommand({ GatewayARN: gateway });
  const { GatewayNetworkInterfaces = [] } = await client.send(command);
  return GatewayNetworkInterfaces.find(({ Ipv4Address }) => Ipv4Address)?.Ipv4Address ?? '';
}

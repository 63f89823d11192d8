// DataSync: which agents lead to which location, of all kinds of locations. Seen in one Region and account alone.
import {
  DataSyncClient,
  DescribeLocationAzureBlobCommand,
  DescribeLocationHdfsCommand,
  DescribeLocationNfsCommand,
  DescribeLocationObjectStorageCommand,
  DescribeLocationS3Command,
  DescribeLocationSmbCommand,
  ListLocationsCommand,
} from '@aws-sdk/client-datasync';
import { describeLocation, listLocations } from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { call } from '../errors.ts';
import type { Send } from '../errors.ts';

export interface ListedLocation {
  readonly arn: string;
  /** `nfs://host/export/`, … */
  readonly uri: string;
}

export interface LocationAgents {
  list(): Promise<readonly ListedLocation[]>;
  /** The ARNs of the agents that lead to it; undefined: its kind is not known here, so nobody can say. */
  agentsOf(location: ListedLocation): Promise<readonly string[] | undefined>;
}

type Answer = { readonly AgentArns?: string[] | undefined };
type Describe = (client: DataSyncClient, arn: string) => Send<Answer>;

/** By the scheme of the URI: the operation, which is also the permission, and its request. */
const DESCRIBED: Readonly<Record<string, readonly [operation: string, describe: Describe]>> = {
  nfs: [
    'DescribeLocationNfs',
    (client, arn) => async (options) => {
      const command = new DescribeLocationNfsCommand(describeLocation(arn));
      return (await client.send(command, options)).OnPremConfig ?? {};
    },
  ],
  smb: [
    'DescribeLocationSmb',
    (client, arn) => (options) =>
      client.send(new DescribeLocationSmbCommand(describeLocation(arn)), options),
  ],
  hdfs: [
    'DescribeLocationHdfs',
    (client, arn) => (options) =>
      client.send(new DescribeLocationHdfsCommand(describeLocation(arn)), options),
  ],
  'object-storage': [
    'DescribeLocationObjectStorage',
    (client, arn) => (options) =>
      client.send(new DescribeLocationObjectStorageCommand(describeLocation(arn)), options),
  ],
  'azure-blob': [
    'DescribeLocationAzureBlob',
    (client, arn) => (options) =>
      client.send(new DescribeLocationAzureBlobCommand(describeLocation(arn)), options),
  ],
  // A bucket on Outposts is reached through agents.
  s3: [
    'DescribeLocationS3',
    (client, arn) => (options) =>
      client.send(new DescribeLocationS3Command(describeLocation(arn)), options),
  ],
};

/** File systems of AWS, which DataSync reaches without agents: their locations have no such member. */
const WITHOUT_AGENTS = /^(efs|fsx[a-z0-9-]*)$/;

/** The adapter for all locations of the connection's Region. */
export function openLocationAgents(connection: Connection): LocationAgents {
  const client = new DataSyncClient(clientConfig(connection));
  const { signal } = connection;
  return {
    list: async () => {
      const found: ListedLocation[] = [];
      let NextToken: string | undefined;
      do {
        const command = new ListLocationsCommand(listLocations(NextToken));
        const page = await call(
          { action: 'datasync:ListLocations', resource: 'all locations', signal },
          (options) => client.send(command, options),
        );
        for (const { LocationArn: arn = '', LocationUri: uri = '' } of page.Locations ?? [])
          found.push({ arn, uri });
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
    agentsOf: async ({ arn, uri }) => {
      const scheme = /^([a-z0-9-]+):\/\//.exec(uri)?.[1] ?? '';
      if (WITHOUT_AGENTS.test(scheme)) return [];
      const known = Object.hasOwn(DESCRIBED, scheme) ? DESCRIBED[scheme] : undefined;
      if (known === undefined) return undefined;
      const [operation, describe] = known;
      const about = { action: `datasync:${operation}`, resource: arn, signal };
      const { AgentArns } = await call(about, describe(client, arn));
      return AgentArns ?? [];
    },
  };
}

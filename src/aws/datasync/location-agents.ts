// DataSync: which agents lead to which location, of all kinds of locations. Only those of one Region and account.
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
import type { LocationKind } from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';
import type { SendAsked } from '../errors.ts';

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
type Describe = (client: DataSyncClient) => SendAsked<{ readonly LocationArn: string }, Answer>;

/** By the scheme of the URI. */
const DESCRIBED: Readonly<Record<string, readonly [LocationKind, Describe]>> = {
  nfs: [
    'Nfs',
    (client) => async (input, options) =>
      (await client.send(new DescribeLocationNfsCommand(input), options)).OnPremConfig ?? {},
  ],
  smb: [
    'Smb',
    (client) => (input, options) => client.send(new DescribeLocationSmbCommand(input), options),
  ],
  hdfs: [
    'Hdfs',
    (client) => (input, options) => client.send(new DescribeLocationHdfsCommand(input), options),
  ],
  'object-storage': [
    'ObjectStorage',
    (client) => (input, options) =>
      client.send(new DescribeLocationObjectStorageCommand(input), options),
  ],
  'azure-blob': [
    'AzureBlob',
    (client) => (input, options) =>
      client.send(new DescribeLocationAzureBlobCommand(input), options),
  ],
  // A bucket on Outposts is reached through agents.
  s3: [
    'S3',
    (client) => (input, options) => client.send(new DescribeLocationS3Command(input), options),
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
        const about = { resource: 'all locations', signal };
        const page = await ask(listLocations(NextToken), about, (input, options) =>
          client.send(new ListLocationsCommand(input), options),
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
      const [kind, describe] = known;
      const asked = describeLocation(kind, arn);
      const { AgentArns } = await ask(asked, { resource: arn, signal }, describe(client));
      return AgentArns ?? [];
    },
  };
}

// The locations: the NFS export and the bucket of the task, and what else there is.
import { exportParts } from '../../world.ts';
import type { Call, Json, Operation } from '../../protocol/service.ts';
import type { Shape } from '../../protocol/shape.ts';
import { seconds } from '../describe.ts';
import { invalidRequest } from '../errors.ts';
import { otherLocations } from './other-resources.ts';
import type { OtherLocation } from './other-resources.ts';
import { matchesFilters } from './list-filters.ts';
import type { ListFilter } from './list-filters.ts';
import { SHAPES } from '../shapes.ts';
import type { DataSyncState } from '../state.ts';
import { pageOf } from '../state.ts';

/** The operations on locations. */
export function locationOperations(state: DataSyncState): Record<string, Operation> {
  const describe = (shape: Shape, kind: string, more: (one: Found) => Json): Operation => ({
    input: shape,
    run: (input, call) => {
      const found = find(state, kind, input.LocationArn, call);
      return { ...common(found, state), ...more(found) };
    },
  });
  const agents = ({ agents: AgentArns }: Found): Json => ({ AgentArns });
  return {
    DescribeLocationNfs: describe(SHAPES.DescribeLocationNfs, 'nfs', (one) => ({
      OnPremConfig: agents(one),
      MountOptions: { Version: 'AUTOMATIC' },
    })),
    DescribeLocationS3: describe(SHAPES.DescribeLocationS3, 's3', (one) => ({
      S3StorageClass: state.context.faults.task?.storageClass ?? 'STANDARD',
      S3Config: { BucketAccessRoleArn: roleOf(state) },
      // Only a bucket on Outposts is reached through agents.
      ...(one.agents.length === 0 ? {} : agents(one)),
    })),
    DescribeLocationSmb: describe(SHAPES.DescribeLocationSmb, 'smb', agents),
    DescribeLocationHdfs: describe(SHAPES.DescribeLocationHdfs, 'hdfs', agents),
    DescribeLocationObjectStorage: describe(
      SHAPES.DescribeLocationObjectStorage,
      'object-storage',
      agents,
    ),
    DescribeLocationAzureBlob: describe(SHAPES.DescribeLocationAzureBlob, 'azure-blob', agents),
    ListLocations: {
      input: SHAPES.ListLocations,
      run: (input, call) => {
        const filters = input.Filters as ListFilter[] | undefined;
        return pageOf('Locations', state.isHere(call) ? listLocations(state, filters) : [], input);
      },
    },
  };
}

type Found = Pick<OtherLocation, 'arn' | 'kind' | 'uri' | 'agents'>;

/** All that is there. */
function locationsOf(state: DataSyncState): readonly Found[] {
  const { task, ends, context } = state;
  const { host, path } = exportParts(context.world.names.source.export);
  const read = `${host}:${context.faults.task?.reads ?? path}`;
  const { sourceLocation, destinationLocation, agent } = task;
  const own: Found[] = [
    { arn: sourceLocation, kind: 'nfs', uri: nfsUri(read), agents: [agent] },
    { arn: destinationLocation, kind: 's3', uri: s3Uri(ends), agents: [] },
  ];
  return [...own, ...otherLocations(context, task)].filter(({ arn }) => !task.gone.has(arn));
}

function find(state: DataSyncState, kind: string, arn: unknown, call: Call): Found {
  const found = locationsOf(state).find((one) => one.arn === arn && one.kind === kind);
  if (found === undefined || !state.isHere(call))
    throw invalidRequest(`Location ${String(arn)} is not found.`, 'NotFound');
  return found;
}

const common = ({ arn, uri }: Pick<Found, 'arn' | 'uri'>, { task }: DataSyncState): Json => ({
  LocationArn: arn,
  LocationUri: uri,
  CreationTime: seconds(task.created),
});

function roleOf({ task, context }: DataSyncState): string {
  const [, partition = 'aws'] = task.arn.split(':');
  return `arn:${partition}:iam::${context.world.names.account}:role/datasync-to-s3`;
}

function listLocations(state: DataSyncState, filters: ListFilter[] | undefined): Json[] {
  const { task } = state;
  const found = locationsOf(state).map((one) => common(one, state));
  const wanted = found.filter((location) => {
    const uri = String(location.LocationUri);
    const fields = {
      LocationUri: [uri],
      LocationType: [TYPES[uri.split(':')[0] ?? ''] ?? 'UNKNOWN'],
      CreationTime: [new Date(task.created).toISOString()],
    };
    return matchesFilters(fields, filters);
  });
  return wanted.map(({ LocationArn, LocationUri }) => ({ LocationArn, LocationUri }));
}

const TYPES: Readonly<Record<string, string>> = {
  nfs: 'NFS',
  smb: 'SMB',
  hdfs: 'HDFS',
  'object-storage': 'OBJECT_STORAGE',
  'azure-blob': 'AZURE_BLOB',
  s3: 'S3',
  efs: 'EFS',
  fsxw: 'FSXW',
};

/** `host:/export/data` as a location URI. */
function nfsUri(exported: string): string {
  const { host, path } = exportParts(exported);
  return `nfs://${host}${path.replace(/\/*$/, '/')}`;
}

const s3Uri = ({ bucket, prefix }: { bucket: string; prefix: string }): string =>
  `s3://${bucket}/${prefix}`;

// The two locations of the task: the NFS export and the bucket.
import type { Call, Json, Operation } from '../service.ts';
import { seconds } from './describe.ts';
import { invalidRequest } from './errors.ts';
import { neighbourTask } from './neighbour.ts';
import { matchesFilters } from './list-filters.ts';
import type { ListFilter } from './list-filters.ts';
import { SHAPES } from './shapes.ts';
import type { DataSyncState } from './state.ts';
import { pageOf } from './state.ts';

/** The operations on locations. */
export function locationOperations(state: DataSyncState): Record<string, Operation> {
  const { task } = state;
  const other = neighbourTask(state.context);
  /** The members that all locations have. */
  const find = (own: string, others: string | undefined, arn: unknown, call: Call): Json => {
    const found = allLocations(state).find(({ LocationArn }) => LocationArn === arn);
    if (found === undefined || !state.isHere(call) || (arn !== own && arn !== others))
      throw invalidRequest(`Location ${String(arn)} is not found.`, 'NotFound');
    return found;
  };
  return {
    DescribeLocationNfs: {
      input: SHAPES.DescribeLocationNfs,
      run: (input, call) => ({
        ...find(task.sourceLocation, other?.source, input.LocationArn, call),
        OnPremConfig: { AgentArns: [task.agent] },
        MountOptions: { Version: 'AUTOMATIC' },
      }),
    },
    DescribeLocationS3: {
      input: SHAPES.DescribeLocationS3,
      run: (input, call) => {
        const found = find(task.destinationLocation, other?.destination, input.LocationArn, call);
        const [, partition = 'aws'] = task.arn.split(':');
        const { account } = state.context.world.names;
        const role = `arn:${partition}:iam::${account}:role/datasync-to-s3`;
        return {
          ...found,
          S3StorageClass: state.context.faults.task?.storageClass ?? 'STANDARD',
          S3Config: { BucketAccessRoleArn: role },
        };
      },
    },
    ListLocations: {
      input: SHAPES.ListLocations,
      run: (input, call) => {
        const filters = input.Filters as ListFilter[] | undefined;
        return pageOf('Locations', state.isHere(call) ? listLocations(state, filters) : [], input);
      },
    },
  };
}

function common(arn: string, { task, ends, context }: DataSyncState): Json {
  const { export: exported } = context.world.names.source;
  const [host = '', path = ''] = exported.split(/:(?=\/)/);
  const read = `${host}:${context.faults.task?.reads ?? path}`;
  return {
    LocationArn: arn,
    LocationUri: arn === task.sourceLocation ? nfsUri(read) : s3Uri(ends),
    CreationTime: seconds(task.created),
  };
}

function allLocations(state: DataSyncState): Json[] {
  const { task } = state;
  const own = [task.sourceLocation, task.destinationLocation].map((arn) => common(arn, state));
  const other = neighbourTask(state.context);
  if (other === undefined) return own;
  const CreationTime = seconds(task.created);
  return [
    ...own,
    { LocationArn: other.source, LocationUri: other.from, CreationTime },
    { LocationArn: other.destination, LocationUri: other.uri, CreationTime },
  ];
}

function listLocations(state: DataSyncState, filters: ListFilter[] | undefined): Json[] {
  const { task } = state;
  const wanted = allLocations(state).filter((location) => {
    const uri = String(location.LocationUri);
    const fields = {
      LocationUri: [uri],
      LocationType: [uri.startsWith('nfs:') ? 'NFS' : 'S3'],
      CreationTime: [new Date(task.created).toISOString()],
    };
    return matchesFilters(fields, filters);
  });
  return wanted.map(({ LocationArn, LocationUri }) => ({ LocationArn, LocationUri }));
}

/** `host:/export/data` as a location URI. */
function nfsUri(exported: string): string {
  const [host = '', path = '/'] = exported.split(/:(?=\/)/);
  return `nfs://${host}${path.replace(/\/*$/, '/')}`;
}

const s3Uri = ({ bucket, prefix }: { bucket: string; prefix: string }): string =>
  `s3://${bucket}/${prefix}`;

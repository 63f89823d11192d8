// Servers, log groups, buckets, and a file to copy: what a runbook names besides task and share. Reads only.
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { paginateDescribeInstanceInformation, SSMClient } from '@aws-sdk/client-ssm';
import { isLab } from '../../src/core/lab-endpoint.ts';
import * as kinds from '../../src/runbook/schema/kinds.ts';
import type { BucketPlace } from './places.ts';

export interface Server {
  readonly id: string;
  readonly name: string;
}

/** Linux servers that Systems Manager reaches in the Region. */
export async function findServers(region: string): Promise<Server[]> {
  const client = new SSMClient({ region });
  const found: Server[] = [];
  for await (const page of paginateDescribeInstanceInformation({ client }, {}))
    for (const server of page.InstanceInformationList ?? []) {
      const { ComputerName, InstanceId: id, Name, PingStatus, PlatformType } = server;
      if (id === undefined || PlatformType !== 'Linux' || PingStatus !== 'Online') continue;
      found.push({ id, name: Name ?? ComputerName ?? '' });
    }
  return found;
}

/** Log groups to which EventBridge can write: it reaches only those below `/aws/events/` from its console. */
export async function findLogGroups(region: string): Promise<string[]> {
  const client = new CloudWatchLogsClient({ region });
  const found: string[] = [];
  const input = { logGroupNamePrefix: '/aws/events/' };
  for await (const page of paginateDescribeLogGroups({ client }, input))
    for (const { logGroupName } of page.logGroups ?? [])
      if (logGroupName !== undefined) found.push(logGroupName);
  const own = found.filter((name) => name.includes('nfs-cutover'));
  return own.length > 0 ? own : found;
}

/** Buckets whose name says that they are for evidence, without the one of the files. */
export async function findEvidenceBuckets(region: string, files: string): Promise<string[]> {
  const { Buckets = [] } = await s3(region).send(new ListBucketsCommand({}));
  return Buckets.flatMap(({ Name }) => Name ?? []).filter(
    (name) => name !== files && name.includes('evidence'),
  );
}

/** A small file among the first in the bucket: its bytes were copied from the source before. */
export async function findFile(region: string, place: BucketPlace): Promise<string | undefined> {
  const { bucket: Bucket, prefix: Prefix } = place;
  const command = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1000 });
  const { Contents = [] } = await s3(region).send(command);
  const files = Contents.map(({ Key = '', Size = 0 }) => ({
    path: Key.slice(Prefix.length),
    size: Size,
  })).filter(
    ({ path, size }) =>
      size > 0 && !path.startsWith('.aws-datasync') && kinds.path.safeParse(path).success,
  );
  return files.sort((a, b) => a.size - b.size)[0]?.path;
}

// The lab answers by path: it has no names below its own.
const s3 = (region: string): S3Client =>
  new S3Client({ region, ...(isLab(process.env) ? { forcePathStyle: true } : {}) });

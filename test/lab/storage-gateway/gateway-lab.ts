// A lab whose Storage Gateway a test drives through the SDK and through the share.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeCacheCommand,
  RefreshCacheCommand,
  StorageGatewayClient,
} from '@aws-sdk/client-storage-gateway';
import type { Lab } from '../../../lab/lab.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Part } from '../time/taking-part.ts';
import { takePart } from '../time/taking-part.ts';

export const SHARE = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D';
export const GATEWAY = 'arn:aws:storagegateway:us-west-2:111122223333:gateway/sgw-0A1B2C3D';
const GROUP = '/aws/events/nfs-cutover';

export interface TestLab extends Lab {
  readonly me: Part;
  readonly sgw: StorageGatewayClient;
}

export const connection = (lab: Lab, region = 'us-west-2') => ({
  endpoint: lab.url,
  region,
  credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
});

export async function open(faults: Faults = {}): Promise<TestLab> {
  const scenario = { ...CALM, faults };
  const lab = await startLab({ runbook: 'runbooks/image-archive.yml', scenario });
  return { ...lab, me: takePart(lab), sgw: new StorageGatewayClient(connection(lab)) };
}

export const view = (lab: Lab, path: string): string => join(lab.context.world.gateway, path);
export const shows = (lab: Lab, path: string): boolean => existsSync(view(lab, path));
export const bucketOf = (lab: Lab): string => lab.context.world.names.bucket.name;
export const put = (
  lab: Lab,
  key: string,
  text: string,
  metadata: Record<string, string> = {},
): unknown => lab.store.put(bucketOf(lab), key, Buffer.from(text), metadata);

export async function refresh(
  lab: TestLab,
  FolderList?: string[],
  Recursive?: boolean,
): Promise<string> {
  const input = {
    FileShareARN: SHARE,
    ...(FolderList && { FolderList }),
    ...(Recursive !== undefined && { Recursive }),
  };
  const { NotificationId = '' } = await lab.sgw.send(new RefreshCacheCommand(input));
  return NotificationId;
}

export async function eventsOf(
  lab: Lab,
  id: string,
): Promise<{ detail: Record<string, unknown> }[]> {
  const client = new CloudWatchLogsClient(connection(lab));
  const found: { detail: Record<string, unknown> }[] = [];
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: GROUP, filterPattern: `"${id}"` },
  );
  for await (const { events = [] } of pages)
    for (const { message = '' } of events)
      found.push(JSON.parse(message) as { detail: Record<string, unknown> });
  return found;
}

export const dirty = async (lab: TestLab): Promise<number> => {
  const answer = await lab.sgw.send(new DescribeCacheCommand({ GatewayARN: GATEWAY }));
  return answer.CacheDirtyPercentage ?? NaN;
};

// A lab whose DataSync a test drives through the SDK.
import { join } from 'node:path';
import {
  DataSyncClient,
  DescribeTaskExecutionCommand,
  StartTaskExecutionCommand,
} from '@aws-sdk/client-datasync';
import type {
  DescribeTaskExecutionCommandOutput,
  StartTaskExecutionCommandInput,
} from '@aws-sdk/client-datasync';
import type { Lab } from '../../../lab/lab.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Part } from '../time/taking-part.ts';
import { takePart } from '../time/taking-part.ts';

const RUNBOOK = 'runbooks/image-archive.yml';
export const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';

export interface TestLab extends Lab {
  readonly me: Part;
}

export async function open(faults: Faults = {}): Promise<TestLab> {
  const lab = await startLab({ runbook: RUNBOOK, scenario: { ...CALM, faults } });
  return { ...lab, me: takePart(lab) };
}

export const client = (lab: TestLab, region = 'us-west-2'): DataSyncClient =>
  new DataSyncClient({
    endpoint: lab.url,
    region,
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
  });

export async function start(
  lab: TestLab,
  input: Partial<StartTaskExecutionCommandInput> = {},
): Promise<string> {
  const command = new StartTaskExecutionCommand({ TaskArn: TASK, ...input });
  const { TaskExecutionArn = '' } = await client(lab).send(command);
  return TaskExecutionArn;
}

export const look = (lab: TestLab, arn: string): Promise<DescribeTaskExecutionCommandOutput> =>
  client(lab).send(new DescribeTaskExecutionCommand({ TaskExecutionArn: arn }));

/** Lets lab time pass until the execution has ended; gives back every status that was seen. */
export async function follow(
  lab: TestLab,
  arn: string,
): Promise<{
  seen: DescribeTaskExecutionCommandOutput[];
  end: DescribeTaskExecutionCommandOutput;
}> {
  const seen: DescribeTaskExecutionCommandOutput[] = [];
  for (;;) {
    const end = await look(lab, arn);
    seen.push(end);
    if (end.Status === 'SUCCESS' || end.Status === 'ERROR') return { seen, end };
    await lab.me.sleep(4_000);
  }
}

export const run = async (
  lab: TestLab,
  input: Partial<StartTaskExecutionCommandInput> = {},
): Promise<DescribeTaskExecutionCommandOutput> => (await follow(lab, await start(lab, input))).end;

export const source = (lab: TestLab, path: string): string => join(lab.context.world.source, path);
export const bucketOf = (lab: TestLab): string => lab.context.world.names.bucket.name;
export const keys = (lab: TestLab): string[] => [...lab.store.keys(bucketOf(lab))];
export const logOf = async (lab: TestLab): Promise<string[]> => {
  const { CloudWatchLogsClient, FilterLogEventsCommand } =
    await import('@aws-sdk/client-cloudwatch-logs');
  const logs = new CloudWatchLogsClient({
    endpoint: lab.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
  });
  const command = new FilterLogEventsCommand({ logGroupName: '/aws/datasync' });
  return ((await logs.send(command)).events ?? []).map(({ message = '' }) => message);
};

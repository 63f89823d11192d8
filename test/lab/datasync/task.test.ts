// The task of the lab's DataSync: one execution at a time, its settings, and what surrounds it.
import { writeFileSync } from 'node:fs';
import {
  CancelTaskExecutionCommand,
  DescribeAgentCommand,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
  DescribeTaskCommand,
  InvalidRequestException,
  ListAgentsCommand,
  ListLocationsCommand,
  ListTagsForResourceCommand,
  ListTaskExecutionsCommand,
  ListTasksCommand,
  paginateListTaskExecutions,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTaskCommand,
} from '@aws-sdk/client-datasync';
import type { StartTaskExecutionCommandInput } from '@aws-sdk/client-datasync';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestLab } from './datasync-lab.ts';
import { keys, open, client, start, look, follow, run, source, TASK } from './datasync-lab.ts';

describe('one at a time', () => {
  test('a second start is refused while one runs; another filter is queued', async () => {
    await using lab = await open();
    const first = await start(lab);
    await expect(start(lab)).rejects.toBeInstanceOf(InvalidRequestException);
    const Includes = [{ FilterType: 'SIMPLE_PATTERN' as const, Value: '/images' }];
    const never = { TaskQueueing: 'DISABLED' as const };
    await expect(start(lab, { Includes, OverrideOptions: never })).rejects.toThrow(/not ended/);
    const second = await start(lab, { Includes });
    expect((await look(lab, second)).Status).toBe('QUEUED');
    const task = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(task).toMatchObject({ Status: 'RUNNING', CurrentTaskExecutionArn: second });
    expect((await follow(lab, first)).end.Status).toBe('SUCCESS');
    const { end } = await follow(lab, second);
    expect(end.Status).toBe('SUCCESS');
    expect(end.LaunchTime?.getTime()).toBeGreaterThan(end.StartTime?.getTime() ?? Infinity);
  });

  test('the nth execution of the scenario ends with its error', async () => {
    await using lab = await open({
      execution: { nth: 2, code: 'NfsMount', detail: 'mount failed' },
    });
    expect((await run(lab)).Status).toBe('SUCCESS');
    expect(await run(lab)).toMatchObject({
      Status: 'ERROR',
      Result: { ErrorCode: 'NfsMount', ErrorDetail: 'mount failed', TransferStatus: 'ERROR' },
    });
    expect((await run(lab)).Status).toBe('SUCCESS');
  });

  test("the scenario's options, manifest and counts", async () => {
    const members = { FilesFailed: { Transfer: 2 }, Result: { ErrorCode: 'Some' } };
    await using lab = await open({
      task: { mode: 'ENHANCED', options: { Gid: 'NONE' }, manifest: ['images/listed.jpg'] },
      shows: { nth: 1, members },
    });
    for (const name of ['listed', 'other']) writeFileSync(source(lab, `images/${name}.jpg`), 'x');
    const task = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(task.Options).toMatchObject({ Gid: 'NONE', OverwriteMode: 'ALWAYS' });
    expect(task.ManifestConfig?.Source?.S3?.ManifestObjectPath).toBe('manifest.csv');
    expect(await run(lab)).toMatchObject({
      Status: 'SUCCESS',
      FilesTransferred: 1,
      FilesFailed: { Transfer: 2 },
      Result: { ErrorCode: 'Some', TransferStatus: 'SUCCESS' },
    });
    expect(keys(lab).filter((key) => /listed|other/.test(key))).toEqual(['images/listed.jpg']);
    expect((await run(lab)).FilesFailed).toMatchObject({ Transfer: 0 });
  });

  test('cancelling goes through CANCELLING to ERROR and leaves what was copied', async () => {
    await using lab = await open();
    for (let i = 0; i < 30; i += 1) writeFileSync(source(lab, `images/x${i}`), 'x');
    const arn = await start(lab);
    await lab.me.sleep(72_000);
    await client(lab).send(new CancelTaskExecutionCommand({ TaskExecutionArn: arn }));
    expect((await look(lab, arn)).Status).toBe('CANCELLING');
    const { end } = await follow(lab, arn);
    expect(end).toMatchObject({ Status: 'ERROR', Result: { TransferStatus: 'ERROR' } });
    expect(end.FilesTransferred).toBeGreaterThan(0);
    expect(end.FilesTransferred).toBeLessThan(31);
    const again = new CancelTaskExecutionCommand({ TaskExecutionArn: arn });
    await expect(client(lab).send(again)).rejects.toBeInstanceOf(InvalidRequestException);
    expect((await run(lab)).Status).toBe('SUCCESS');
  });

  test('a queued execution that is cancelled never runs', async () => {
    await using lab = await open();
    const first = await start(lab);
    const Excludes = [{ FilterType: 'SIMPLE_PATTERN' as const, Value: '*.tmp' }];
    const second = await start(lab, { Excludes });
    await client(lab).send(new CancelTaskExecutionCommand({ TaskExecutionArn: second }));
    const end = await look(lab, second);
    expect([end.Status, end.LaunchTime]).toEqual(['ERROR', undefined]);
    expect((await follow(lab, first)).end.Status).toBe('SUCCESS');
  });

  test('with the agent away the task is UNAVAILABLE and nothing starts', async () => {
    await using lab = await open({ agent: 'offline' });
    const task = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(task.Status).toBe('UNAVAILABLE');
    const [agent] = (await client(lab).send(new ListAgentsCommand({}))).Agents ?? [];
    const command = new DescribeAgentCommand({ AgentArn: agent?.AgentArn });
    expect((await client(lab).send(command)).Status).toBe('OFFLINE');
    await expect(start(lab)).rejects.toThrow(/UNAVAILABLE/);
  });
});

describe('what surrounds the task', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await open();
  });
  afterAll(() => lab.close());

  test('locations and agent agree with the runbook', async () => {
    const sync = client(lab);
    const task = await sync.send(new DescribeTaskCommand({ TaskArn: TASK }));
    const nfs = await sync.send(
      new DescribeLocationNfsCommand({ LocationArn: task.SourceLocationArn }),
    );
    expect(nfs.LocationUri).toBe('nfs://nfs-server.example.internal/export/data/');
    const [agent = ''] = nfs.OnPremConfig?.AgentArns ?? [];
    const described = await sync.send(new DescribeAgentCommand({ AgentArn: agent }));
    expect(described.Status).toBe('ONLINE');
    const s3 = await sync.send(
      new DescribeLocationS3Command({ LocationArn: task.DestinationLocationArn }),
    );
    expect(s3.LocationUri).toBe('s3://image-archive-111122223333/');
    const filter = { Name: 'LocationType' as const, Values: ['S3'], Operator: 'Equals' as const };
    const { Locations } = await sync.send(new ListLocationsCommand({ Filters: [filter] }));
    expect(Locations).toEqual([{ LocationArn: s3.LocationArn, LocationUri: s3.LocationUri }]);
    const { Tasks } = await sync.send(new ListTasksCommand({}));
    expect(Tasks).toMatchObject([{ TaskArn: TASK, Status: 'AVAILABLE' }]);
  });

  test('tags of an execution are those of its start; tags of the task can be changed', async () => {
    const sync = client(lab);
    const arn = await start(lab, { Tags: [{ Key: 'nfs-cutover:run', Value: '42' }] });
    const tags = async (ResourceArn: string): Promise<unknown> =>
      (await sync.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
    expect(await tags(arn)).toEqual([{ Key: 'nfs-cutover:run', Value: '42' }]);
    const Tags = [{ Key: 'nfs-cutover', Value: 'switched' }];
    await sync.send(new TagResourceCommand({ ResourceArn: TASK, Tags }));
    expect(await tags(TASK)).toEqual(Tags);
    await sync.send(new UntagResourceCommand({ ResourceArn: TASK, Keys: ['nfs-cutover'] }));
    expect(await tags(TASK)).toEqual([]);
    expect((await follow(lab, arn)).end.Status).toBe('SUCCESS');
  });

  test('executions are listed in pages', async () => {
    for (let i = 0; i < 3; i += 1) await run(lab);
    const found: string[] = [];
    const pages = paginateListTaskExecutions(
      { client: client(lab), pageSize: 2 },
      { TaskArn: TASK },
    );
    for await (const { TaskExecutions = [] } of pages)
      found.push(...TaskExecutions.map(({ Status = '' }) => Status));
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(new Set(found)).toEqual(new Set(['SUCCESS']));
    const odd = new ListTaskExecutionsCommand({ NextToken: 'bm90LW91cnM' });
    await expect(client(lab).send(odd)).rejects.toThrow(/NextToken/);
  });

  test('settings of the task can be changed; a start overrides them for one run', async () => {
    const sync = client(lab);
    const Schedule = { ScheduleExpression: 'cron(0 2 * * ? *)', Status: 'DISABLED' as const };
    const Options = { VerifyMode: 'ONLY_FILES_TRANSFERRED' as const };
    await sync.send(new UpdateTaskCommand({ TaskArn: TASK, Schedule, Options }));
    const task = await sync.send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(task).toMatchObject({ Schedule, Options, ScheduleDetails: { DisabledBy: 'USER' } });
    writeFileSync(source(lab, 'images/new.jpg'), 'x');
    expect(await run(lab)).toMatchObject({ FilesVerified: 2, Options });
  });

  test.each([
    [{ OverrideOptions: { PreserveDeletedFiles: 'REMOVE', TransferMode: 'ALL' } }, /REMOVE/],
    [{ OverrideOptions: { Mtime: 'NONE' } }, /Atime/],
    [{ OverrideOptions: { VerifyMode: 'SOMETIMES' } }, /VerifyMode/],
    [{ TaskReportConfig: { ReportLevel: 'ERRORS_ONLY' } }, /Destination/],
    [{ TaskReportConfig: { Destination: { S3: {} } } }, /S3BucketArn|BucketAccessRoleArn/],
    [{ TaskArn: 'task-1' }, /TaskArn/],
    [{ TaskArn: TASK.replace('0718', '0719') }, /not found/],
  ])('refuses %j', async (input, message) => {
    const started = start(lab, input as Partial<StartTaskExecutionCommandInput>);
    await expect(started).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(started).rejects.toThrow(message);
  });

  test('elsewhere there is nothing', async () => {
    const elsewhere = client(lab, 'eu-central-1');
    const task = elsewhere.send(new DescribeTaskCommand({ TaskArn: TASK }));
    await expect(task).rejects.toBeInstanceOf(InvalidRequestException);
    expect((await elsewhere.send(new ListTasksCommand({}))).Tasks).toEqual([]);
  });
});

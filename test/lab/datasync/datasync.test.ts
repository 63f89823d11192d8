// What an execution of the lab's DataSync copies, compares and counts.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { DescribeTaskCommand, UpdateTaskExecutionCommand } from '@aws-sdk/client-datasync';
import { describe, expect, test } from '@jest/globals';
import { createDataSync } from '../../../lab/datasync/datasync.ts';
import {
  open,
  client,
  start,
  look,
  follow,
  run,
  source,
  bucketOf,
  keys,
  logOf,
  TASK,
} from './datasync-lab.ts';

describe('the copy of long ago', () => {
  test('each file and folder is an object with the POSIX attributes of the source', async () => {
    await using lab = await open();
    const object = lab.store.get(bucketOf(lab), 'images/00001.jpg');
    expect(object?.metadata).toMatchObject({
      'file-permissions': expect.stringMatching(/^0100[0-7]{3}$/) as unknown as string,
      'file-owner': String(statSync(source(lab, 'images/00001.jpg')).uid),
      'file-mtime': expect.stringMatching(/^\d{16,}ns$/) as unknown as string,
      'user-agent': 'aws-datasync',
    });
    const folder = lab.store.get(bucketOf(lab), 'images/');
    expect(folder).toMatchObject({ size: 0 });
    expect(folder?.metadata['file-permissions']).toMatch(/^0040[0-7]{3}$/);
    expect(keys(lab)).toContain('.aws-datasync-metadata');
    expect(keys(lab).filter((key) => key.endsWith('.jpg'))).toHaveLength(200);
  });

  test('is in the history as a success, so that the current execution is not a live one', async () => {
    await using lab = await open();
    const task = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(task).toMatchObject({ Status: 'AVAILABLE', TaskMode: 'BASIC' });
    const before = await look(lab, task.CurrentTaskExecutionArn ?? '');
    expect(before.Status).toBe('SUCCESS');
    expect(before.EndTime?.getTime()).toBeLessThan(lab.context.clock.now() - 3_600_000);
  });
});

describe('an execution', () => {
  test('copies one new file and its folder, through the phases, with counters that lag', async () => {
    await using lab = await open();
    writeFileSync(source(lab, 'images/new.jpg'), 'new image');
    const arn = await start(lab);
    const { seen, end } = await follow(lab, arn);
    expect([...new Set(seen.map(({ Status }) => Status))]).toEqual([
      'LAUNCHING',
      'PREPARING',
      'TRANSFERRING',
      'VERIFYING',
      'SUCCESS',
    ]);
    const during = seen.filter(({ Status }) => Status === 'TRANSFERRING');
    expect(during[0]).toMatchObject({ FilesTransferred: 0, EstimatedFilesToTransfer: 2 });
    expect(end).toMatchObject({
      FilesTransferred: 2,
      BytesTransferred: 9,
      FilesVerified: 205,
      Result: { PrepareStatus: 'SUCCESS', TransferStatus: 'SUCCESS', VerifyStatus: 'SUCCESS' },
    });
    expect(end.Result?.PrepareDuration).toBe(40_000);
    expect(end.FoldersTransferred).toBeUndefined();
    expect(lab.store.bytes(bucketOf(lab), 'images/new.jpg').toString()).toBe('new image');
    expect(lab.context.clock.now() - (end.StartTime?.getTime() ?? 0)).toBeGreaterThanOrEqual(
      110_000,
    );
  });

  test('counts a file in the root of the export with the changed root folder', async () => {
    await using lab = await open();
    writeFileSync(source(lab, 'new-image.jpg'), 'x');
    expect(await run(lab)).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 2 });
    expect(await run(lab)).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 0 });
  });

  test('rewrites an object when only the mode of its file has changed', async () => {
    await using lab = await open();
    chmodSync(source(lab, 'images/00003.jpg'), 0o600);
    expect(await run(lab)).toMatchObject({ FilesTransferred: 1 });
    const object = lab.store.get(bucketOf(lab), 'images/00003.jpg');
    expect(object?.metadata['file-permissions']).toBe('0100600');
  });

  test('overwrites what was changed at the destination, unless the options forbid it', async () => {
    await using lab = await open();
    const write = (): unknown =>
      lab.store.put(bucketOf(lab), 'images/00001.jpg', Buffer.from('by an application'), {});
    write();
    await run(lab, { OverrideOptions: { OverwriteMode: 'NEVER', VerifyMode: 'NONE' } });
    expect(lab.store.get(bucketOf(lab), 'images/00001.jpg')?.size).toBe(17);
    expect(await run(lab)).toMatchObject({ FilesTransferred: 1 });
    expect(lab.store.get(bucketOf(lab), 'images/00001.jpg')?.size).toBeGreaterThan(4000);
  });

  test('carries hostile names, follows no link, and leaves special files out', async () => {
    await using lab = await open();
    const names = ['a b', `quote'"`, 'line\nbreak', '100%', 'plus+', '$(id)', 'ü😀', 'back\\slash'];
    mkdirSync(source(lab, 'odd'));
    for (const name of names) writeFileSync(source(lab, `odd/${name}`), name);
    symlinkSync('../images/00001.jpg', source(lab, 'odd/link'));
    execFileSync('mkfifo', [source(lab, 'odd/pipe')]);
    expect(await run(lab)).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 11 });
    for (const name of names)
      expect(lab.store.bytes(bucketOf(lab), `odd/${name}`).toString()).toBe(name);
    expect(lab.store.bytes(bucketOf(lab), 'odd/link').toString()).toBe('../images/00001.jpg');
    expect(keys(lab)).not.toContain('odd/pipe');
    expect(await logOf(lab)).toContainEqual(expect.stringContaining('/odd/pipe'));
  });

  test('names what cannot be an object, and ends in ERROR', async () => {
    await using lab = await open();
    writeFileSync(
      Buffer.concat([Buffer.from(source(lab, 'images/')), Buffer.from([0xff, 0x2e])]),
      'x',
    );
    const deep = Array.from({ length: 6 }, () => 'd'.repeat(200)).join('/');
    mkdirSync(source(lab, deep), { recursive: true });
    const end = await run(lab);
    expect(end).toMatchObject({ Status: 'ERROR', Result: { TransferStatus: 'ERROR' } });
    expect(end.Result?.ErrorDetail).toMatch(/2 files or folders could not be transferred/);
    const log = await logOf(lab);
    expect(log).toContainEqual(expect.stringMatching(/Failed to transfer.*not valid UTF-8/));
    expect(log).toContainEqual(expect.stringMatching(/more than 1024/));
  });

  test('fails to verify a source that changes meanwhile', async () => {
    await using lab = await open();
    writeFileSync(source(lab, 'images/new.jpg'), 'x');
    lab.context.clock.after(75_000, () => appendFileSync(source(lab, 'images/00001.jpg'), 'more'));
    lab.context.clock.after(100_000, () => appendFileSync(source(lab, 'images/00002.jpg'), 'more'));
    const end = await run(lab);
    expect(end).toMatchObject({ Status: 'ERROR', Result: { VerifyStatus: 'ERROR' } });
    expect(end.Result?.ErrorDetail).toMatch(/Verification detected mismatches/);
    expect(await logOf(lab)).toContainEqual('[NOTICE] Verification failed <> /images/00002.jpg');
  });

  test('removes what the source no longer has only where the options say so', async () => {
    await using lab = await open();
    rmSync(source(lab, 'images/00009.jpg'));
    await run(lab);
    expect(keys(lab)).toContain('images/00009.jpg');
    const end = await run(lab, { OverrideOptions: { PreserveDeletedFiles: 'REMOVE' } });
    expect(end).toMatchObject({ Status: 'SUCCESS', FilesDeleted: 1, EstimatedFilesToDelete: 1 });
    expect(keys(lab)).not.toContain('images/00009.jpg');
    expect(keys(lab)).toContain('.aws-datasync-metadata');
  });

  test('keeps to its filters', async () => {
    await using lab = await open();
    writeFileSync(source(lab, 'images/new.jpg'), 'x');
    writeFileSync(source(lab, 'catalogue/new.csv'), 'x');
    const filter = (Value: string) => [{ FilterType: 'SIMPLE_PATTERN' as const, Value }];
    const end = await run(lab, {
      Includes: filter('/images/'),
      Excludes: filter('*.tmp|/images/0*'),
    });
    expect(end).toMatchObject({ FilesTransferred: 2, FilesVerified: 2 });
    expect(keys(lab)).not.toContain('catalogue/new.csv');
    await expect(start(lab, { Includes: filter('/im*ges') })).rejects.toThrow(/last character/);
  });

  test('takes longer under a bandwidth limit, which can be changed under way', async () => {
    await using lab = await open();
    writeFileSync(source(lab, 'images/big.bin'), Buffer.alloc(300_000));
    const begun = lab.context.clock.now();
    const arn = await start(lab, { OverrideOptions: { BytesPerSecond: 1000 } });
    const command = { TaskExecutionArn: arn, Options: { BytesPerSecond: 3000 } };
    await client(lab).send(new UpdateTaskExecutionCommand(command));
    expect((await follow(lab, arn)).end.Status).toBe('SUCCESS');
    const took = lab.context.clock.now() - begun;
    expect(took).toBeGreaterThan(160_000);
    expect(took).toBeLessThan(250_000);
  });

  test('counts files and folders apart in Enhanced mode', async () => {
    await using lab = await open();
    const { service } = createDataSync(lab.context, lab.store, { taskMode: 'ENHANCED' });
    const call = { service: 'datasync', operation: '', region: 'us-west-2' };
    writeFileSync(source(lab, 'images/new.jpg'), 'x');
    const { TaskExecutionArn } = (await service.operations.StartTaskExecution?.run(
      { TaskArn: TASK },
      call,
    )) ?? { TaskExecutionArn: '' };
    await lab.me.sleep(200_000);
    const end = await service.operations.DescribeTaskExecution?.run({ TaskExecutionArn }, call);
    expect(end).toMatchObject({
      Status: 'SUCCESS',
      FilesTransferred: 1,
      FoldersTransferred: 1,
      FilesListed: { AtSource: 202 },
      FoldersFailed: { List: 0, Transfer: 0 },
      Result: { TransferDuration: 0 },
    });
  });
});

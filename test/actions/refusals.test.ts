// What the actions refuse, distinguish, or sit out, against a lab that is made difficult.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSyncClient, StartTaskExecutionCommand } from '@aws-sdk/client-datasync';
import { RefreshCacheCommand, StorageGatewayClient } from '@aws-sdk/client-storage-gateway';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const SHARE = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D';
const REGION = 'us-west-2';

const config = (bench: Bench) => ({
  region: REGION,
  endpoint: bench.lab.url,
  credentials: {
    accessKeyId: bench.lab.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: bench.lab.env.AWS_SECRET_ACCESS_KEY ?? '',
  },
});

describe('verify-s3 distinguishes 403 and 404', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });
  const inputs = { file: 'images/00001.jpg', size: '1', sha256: '0'.repeat(64), timeout: '3s' };

  test('without s3:GetObject', async () => {
    const allow = bench.lab.deny('s3:GetObject', '');
    const { code, stdout } = await bench.run({ action: 'verify-s3', inputs });
    allow();
    expect(code).toBe(30);
    expect(stdout).toContain('HTTP 403');
    expect(stdout).toContain('s3:GetObject on arn:aws:s3:::image-archive-111122223333/*');
  });

  test('a missing object without s3:ListBucket', async () => {
    const allow = bench.lab.deny('s3:ListBucket', '');
    const { code, stdout } = await bench.run({
      action: 'verify-s3',
      inputs: { ...inputs, file: 'missing.jpg' },
    });
    allow();
    expect(code).toBe(30);
    expect(stdout).toContain('s3:ListBucket on arn:aws:s3:::image-archive-111122223333');
  });

  test('a missing object with it', async () => {
    const { code, stdout } = await bench.run({
      action: 'verify-s3',
      inputs: { ...inputs, file: 'missing.jpg' },
    });
    expect(code).toBe(61);
    expect(stdout).toContain('no such object (404)');
  });

  test('any other denial names its permission', async () => {
    const allow = bench.lab.deny('datasync:DescribeTask', '');
    const { code, stdout } = await bench.run({ action: 'run-datasync' });
    allow();
    expect(code).toBe(30);
    expect(stdout).toContain(`give the role of this job datasync:DescribeTask on ${TASK}`);
  });
});

describe('run-datasync while somebody else runs the task', () => {
  test.each(['wait', 'refuse'])('when-busy: %s', async (whenBusy) => {
    await using bench = await openBench();
    const client = new DataSyncClient(config(bench));
    const other = await client.send(new StartTaskExecutionCommand({ TaskArn: TASK }));
    const { code, outputs, stdout } = await bench.run({
      action: 'run-datasync',
      inputs: { 'when-busy': whenBusy },
    });
    if (whenBusy === 'refuse') {
      expect(code).toBe(22);
      expect(stdout).toContain('expected no other execution of this task');
      return;
    }
    expect(code).toBe(0);
    expect(stdout).toContain(
      `Waiting for another execution of this task: RUNNING, ${other.TaskExecutionArn ?? ''}`,
    );
    expect(outputs['execution-arn']).not.toBe(other.TaskExecutionArn);
  });

  test('another delta of the same run is another execution, another attempt of it is not', async () => {
    await using bench = await openBench();
    const run = (delta: string, attempt: string) =>
      bench.run({
        action: 'run-datasync',
        inputs: { delta },
        env: { GITHUB_RUN_ATTEMPT: attempt },
      });
    const first = await run('canary', '1');
    const second = await run('final-1', '1');
    const again = await run('canary', '2');
    const arns = [first, second, again].map(({ outputs }) => outputs['execution-arn']);
    expect(new Set(arns).size).toBe(2);
    expect(arns[2]).toBe(arns[0]);
  });
});

test('create-test-file refuses while the clock of the NFS server is wrong, also when the file is there', async () => {
  await using bench = await openBench({
    scenario: {
      name: 'clock-ahead',
      says: '',
      ends: 'failed',
      faults: { server: { sourceClock: 90 } },
    },
  });
  for (const created of [true, false]) {
    const { code, outputs, record, stdout } = await bench.run({ action: 'create-test-file' });
    expect([code, outputs.error, record?.data.created]).toEqual([21, 'not-ready', created]);
    expect(stdout).toMatch(/clock of the NFS server, .* ahead of AWS's clock; correct its time/);
    const { least, most } = record?.data.skew as { least: number; most: number };
    expect([least <= 90_000, most >= 90_000]).toEqual([true, true]);
    // The report removes it by these.
    expect(outputs).toMatchObject({ file: 'new-image-42.jpg', sha256: expect.any(String) });
  }
});

test('run-datasync itself refuses while the agent is offline, at once, and starts nothing', async () => {
  const { loadScenario } = await import('../../lab/faults/scenario.ts');
  await using bench = await openBench({ scenario: loadScenario('agent-offline') });
  const { code, record, stdout } = await bench.run({ action: 'run-datasync' });
  expect(code).toBe(21);
  expect(stdout).toMatch(/agent .* is OFFLINE/);
  const took = Date.parse(record?.endedAt ?? '') - Date.parse(record?.startedAt ?? '');
  expect(took).toBeLessThan(5000);
  const started = bench.lab.calls.filter(({ operation }) => operation === 'StartTaskExecution');
  expect(started).toEqual([]);
});

describe('run-datasync after an execution that ended in ERROR', () => {
  test('reports it again in the same attempt, starts again in the next', async () => {
    await using bench = await openBench({
      scenario: {
        name: 'first-fails',
        says: '',
        ends: 'failed',
        faults: { execution: { nth: 1, code: 'Broken', detail: 'the disk is full' } },
      },
    });
    const first = await bench.run({ action: 'run-datasync' });
    expect([first.code, first.outputs.status]).toEqual([60, 'ERROR']);
    expect(first.stdout).toContain('the disk is full');
    expect(first.stdout).toContain('https://us-west-2.console.aws.amazon.com/datasync');
    const same = await bench.run({ action: 'run-datasync' });
    expect(same.outputs['execution-arn']).toBe(first.outputs['execution-arn']);
    const next = await bench.run({
      action: 'run-datasync',
      env: { GITHUB_RUN_ATTEMPT: '2' },
    });
    expect([next.code, next.outputs.status]).toEqual([0, 'SUCCESS']);
  });
});

describe('refresh-cache', () => {
  test('waits while the gateway is busy with two others, whose events are not taken for its own', async () => {
    await using bench = await openBench();
    const client = new StorageGatewayClient(config(bench));
    // Without somebody awake, the lab's time would jump to the end of these two.
    const awake = bench.lab.participants.open('test');
    const others = await Promise.all(
      ['/images', '/'].map((folder) =>
        client.send(new RefreshCacheCommand({ FileShareARN: SHARE, FolderList: [folder] })),
      ),
    );
    const running = bench.run({ action: 'refresh-cache', inputs: { file: 'images/00001.jpg' } });
    awake[Symbol.dispose]();
    const { code, outputs, stdout } = await running;
    expect(code).toBe(0);
    expect(stdout).toContain('The gateway did not take the refresh');
    expect(others.map(({ NotificationId }) => NotificationId)).not.toContain(
      outputs['notification-id'],
    );
  });

  test('keeps 60 s from the refresh before', async () => {
    await using bench = await openBench();
    const inputs = { scope: 'share' };
    const first = await bench.run({ action: 'refresh-cache', inputs });
    const second = await bench.run({ action: 'refresh-cache', inputs });
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.stdout).toContain('less than a minute ago: waiting');
    expect(second.record?.data).toMatchObject({ folders: ['/'], recursive: true });
  });

  test('a share that does not exist is not waited for', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile('runbooks/image-archive.yml', 'utf8');
    await using bench = await openBench();
    const { writeFileSync } = await import('node:fs');
    const { code, stdout } = await bench.run({
      action: 'refresh-cache',
      inputs: { scope: 'share' },
      prepare: (workspace) => {
        const other = text.replace('share/share-0A1B2C3D', 'share/share-99999999');
        writeFileSync(`${workspace}/runbooks/image-archive.yml`, other);
      },
    });
    expect(code).toBe(35);
    expect(stdout).toContain(
      'storagegateway:RefreshCache on arn:aws:storagegateway:us-west-2:111122223333:share/share-99999999',
    );
  });
});

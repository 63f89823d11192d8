// A task with filters of its own: what they leave out takes no part in the proof, is counted, and becomes a warning.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataSyncClient, UpdateTaskCommand } from '@aws-sdk/client-datasync';
import { expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openBench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const INPUTS = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };

test('what a task leaves out is neither missing nor extra; a switch without it is warned of', async () => {
  await using bench = await openBench();
  const { source } = bench.lab.context.world;
  for (const path of ['skip/a', 'skip/b/c', 'x/y.tmp', 'x/y.txt', 'skipnot/a']) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), 'x');
  }
  giveToOrdinaryUser(source);
  const client = new DataSyncClient({
    region: 'us-west-2',
    endpoint: bench.lab.url,
    credentials: { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' },
  });
  const Excludes = [{ FilterType: 'SIMPLE_PATTERN' as const, Value: '/skip|*.tmp' }];
  await client.send(new UpdateTaskCommand({ TaskArn: TASK, Excludes }));
  expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
  bench.lab.store.put(BUCKET, 'skip/of old', Buffer.from('x'), {});
  const proof = await bench.run({ action: 'verify-s3', inputs: INPUTS });
  await bench.run({ action: 'refresh-cache', inputs: { scope: 'share' } });
  const shown = await bench.run({ action: 'check-listing', inputs: INPUTS });
  for (const { code, record } of [proof, shown]) {
    expect([code, record?.verdict]).toEqual([0, 'pass']);
    expect(record?.data.tally).toMatchObject({ paths: { same: 207, filtered: 6 } });
    expect(record?.warnings).toEqual([
      "The task's filters (excludes /skip|*.tmp) leave out 6 paths; these were not compared: those that are not in the bucket will not be there after the switch",
    ]);
  }
  // Neither is what it excludes lost silently where it is included alone.
  const Includes = [{ FilterType: 'SIMPLE_PATTERN' as const, Value: '/images' }];
  await client.send(new UpdateTaskCommand({ TaskArn: TASK, Excludes: [], Includes }));
  const alone = await bench.run({ action: 'verify-s3', inputs: INPUTS });
  expect(alone.record?.warnings).toEqual([
    expect.stringMatching(/^The task's filters \(includes \/images\) leave out 1\d paths; /),
  ]);
});

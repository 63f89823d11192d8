// A listener of the lab's events lets a call, or the answer to it, get lost: the real SDK, which is told not to repeat.
import { DataSyncClient, StartTaskExecutionCommand } from '@aws-sdk/client-datasync';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { LabEvent } from '../../../lab/events.ts';
import { dropCall, isDropped, loseAnswer } from '../../../lab/protocol/exchange.ts';

const TaskArn = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const Bucket = 'image-archive-111122223333';

async function openLab() {
  const lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  const options = {
    endpoint: lab.url,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' },
  };
  const datasync = new DataSyncClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  return {
    lab,
    start: () => datasync.send(new StartTaskExecutionCommand({ TaskArn })),
    put: () => s3.send(new PutObjectCommand({ Bucket, Key: 'one', Body: 'x' })),
    [Symbol.asyncDispose]: async () => {
      datasync.destroy();
      s3.destroy();
      await lab.close();
    },
  };
}

/** Does it once, when the lab tells of such an event. */
function once(kind: LabEvent['kind'], operation: string, act: () => void) {
  let left = 1;
  return (event: LabEvent): void => {
    if (event.kind !== kind || !('operation' in event) || event.operation !== operation) return;
    left -= 1;
    if (left === 0) act();
  };
}

describe.each([
  ['request', dropCall, false],
  ['call', loseAnswer, true],
] as const)('at the event %s', (kind, act, isDone) => {
  test(`a start is ${isDone ? 'done' : 'not done'}, and nobody is told so`, async () => {
    await using world = await openLab();
    const { lab } = world;
    const statuses: string[] = [];
    lab.context.events.on((event) => {
      if (event.kind === 'execution') statuses.push(event.status);
    });
    lab.context.events.on(once(kind, 'StartTaskExecution', act));
    await expect(world.start()).rejects.toThrow();
    expect(statuses.includes('LAUNCHING')).toBe(isDone);
    // Only that one.
    if (!isDone) await expect(world.start()).resolves.toHaveProperty('TaskExecutionArn');
  });

  test(`a write is ${isDone ? 'done' : 'not done'}, and nobody is told so`, async () => {
    await using world = await openLab();
    const { lab } = world;
    lab.context.events.on(once(kind, 'PutObject', act));
    await expect(world.put()).rejects.toThrow();
    expect(lab.store.get(Bucket, 'one') !== undefined).toBe(isDone);
    await expect(world.put()).resolves.toHaveProperty('ETag');
  });
});

test('outside of a call nothing can get lost', () => {
  expect(isDropped()).toBe(false);
  expect(() => loseAnswer()).toThrow('lab: no call is being carried out');
});

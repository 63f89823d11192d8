// The lab's DataSync by itself: its schedule, and the tag that IAM looks at.
import {
  DataSyncClient,
  DescribeTaskCommand,
  ListTaskExecutionsCommand,
  StartTaskExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTaskCommand,
} from '@aws-sdk/client-datasync';
import { describe, expect, test } from '@jest/globals';
import { nextStart } from '../../../lab/datasync/executions/schedule.ts';
import { client, open, TASK } from './datasync-lab.ts';
import type { TestLab } from './datasync-lab.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SINCE = Date.UTC(2026, 10, 30, 12, 10);

test.each([
  ['rate(1 hour)', 5, HOUR],
  ['rate(2 hours)', 130, 4 * HOUR],
  ['rate(1 hour)', 60, 2 * HOUR],
  ['cron(30 * * * ? *)', 5, 20 * MINUTE],
  ['cron(5 2 * * ? *)', 0, 13 * HOUR + 55 * MINUTE],
  ['cron(0 12 ? * MON *)', 0, undefined],
  ['', 0, undefined],
])('%s starts after %d minutes %p milliseconds after it was set', (expression, minutes, after) => {
  const next = nextStart(expression, SINCE, SINCE + minutes * MINUTE);
  expect(next).toBe(after === undefined ? undefined : SINCE + after);
});

const count = async (lab: TestLab): Promise<number> => {
  const listed = await client(lab).send(new ListTaskExecutionsCommand({ TaskArn: TASK }));
  return listed.TaskExecutions?.length ?? 0;
};
const update = (lab: TestLab, Status: 'ENABLED' | 'DISABLED', expression = 'rate(1 hour)') => {
  const Schedule = { ScheduleExpression: expression, Status };
  return client(lab).send(new UpdateTaskCommand({ TaskArn: TASK, Schedule }));
};

describe('a schedule', () => {
  test('starts executions while it is enabled, and none once it is off', async () => {
    await using lab = await open({ task: { schedule: 'enabled', startsInMinutes: 7 } });
    await lab.me.sleep(6 * MINUTE);
    expect(await count(lab)).toBe(1);
    await lab.me.sleep(2 * MINUTE);
    expect(await count(lab)).toBe(2);
    await lab.me.sleep(HOUR);
    expect(await count(lab)).toBe(3);
    await update(lab, 'DISABLED');
    await lab.me.sleep(3 * HOUR);
    expect(await count(lab)).toBe(3);
    await update(lab, 'ENABLED');
    await lab.me.sleep(2 * HOUR + MINUTE);
    expect(await count(lab)).toBe(5);
    const { Schedule } = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
    expect(Schedule).toEqual({ ScheduleExpression: 'rate(1 hour)', Status: 'ENABLED' });
  });

  test('does not move virtual time by itself, and one that the lab cannot read is refused', async () => {
    await using lab = await open();
    await expect(update(lab, 'ENABLED', 'cron(0 12 ? * MON *)')).rejects.toThrow('the lab knows');
    await update(lab, 'ENABLED');
    lab.me[Symbol.dispose]();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await count(lab)).toBe(1);
  });
});

test.each([
  ['nfs-cutover-image-archive-gate', 0, 'AccessDeniedException'],
  ['nfs-cutover-image-archive-gate', 90, 'AccessDeniedException'],
  ['an-administrator', 0, undefined],
])('the tag of the fence ends starts of %s, %d s later', async (role, delay, name) => {
  await using lab = await open({ task: { tagDelaySeconds: delay } });
  const sync = new DataSyncClient({
    endpoint: lab.url,
    region: 'us-west-2',
    credentials: {
      accessKeyId: 'ASIAFAKEOFTHETEST000',
      secretAccessKey: 'fake',
      sessionToken: `session-of-${role}`,
    },
  });
  const begin = async (): Promise<string | undefined> => {
    const started = sync.send(new StartTaskExecutionCommand({ TaskArn: TASK }));
    return await started.then(
      () => undefined,
      (error: unknown) => (error as Error).name,
    );
  };
  const tag = { ResourceArn: TASK, Tags: [{ Key: 'nfs-cutover:fenced', Value: '42' }] };
  await sync.send(new TagResourceCommand(tag));
  await lab.me.sleep(delay * 1000);
  expect(await begin()).toBe(name);
  await sync.send(new UntagResourceCommand({ ResourceArn: TASK, Keys: ['nfs-cutover:fenced'] }));
  if (delay > 0) expect(await begin()).toBe(name);
  await lab.me.sleep(delay * 1000 + 200_000);
  expect(await begin()).toBeUndefined();
  sync.destroy();
});

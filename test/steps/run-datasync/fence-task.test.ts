// The fence around the task, through the real SDK against the lab: schedule, tag, and who has started it.
import { expect, test } from '@jest/globals';
import { CutoverError } from '../../../src/core/errors.ts';
import {
  assertNoOther,
  assertProvenIsLast,
  closeFence,
  restoreTask,
  runningSchedule,
  startUnfenced,
  switchScheduleOff,
} from '../../../src/steps/run-datasync/fence-task.ts';
import { openFenceLab, startByHand, TASK } from './fence-lab.ts';
import type { FenceLab } from './fence-lab.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [undefined, null],
  [{ expression: 'rate(1 hour)', status: 'DISABLED' }, null],
  [{ expression: 'rate(1 hour)', status: 'ENABLED' }, 'rate(1 hour)'],
  [{ expression: 'rate(1 hour)', status: 'SOMETHING_NEW' }, 'rate(1 hour)'],
])('a task with the schedule %j runs by %j', (schedule, running) => {
  expect(runningSchedule({ schedule })).toBe(running);
});

const start = ({ ports }: FenceLab): Promise<string> => ports.datasync.start({}, {}, undefined);
const count = async ({ ports }: FenceLab): Promise<number> =>
  (await ports.datasync.list(10)).length;
const code = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.then(
    () => 'done',
    (error: unknown) => error,
  );
  return thrown instanceof CutoverError ? thrown.code : String(thrown);
};
const ended = async (lab: FenceLab, arn: string): Promise<void> => {
  while (!['SUCCESS', 'ERROR'].includes((await lab.ports.datasync.describe(arn)).status))
    await lab.context.clock.sleep(MINUTE / 2);
};

test('a schedule is kept before it is switched off; then nothing starts; the way back has it again', async () => {
  await using lab = await openFenceLab({ faults: { task: { schedule: 'enabled' } } });
  const { context, ports } = lab;
  const kept: unknown[] = [];
  const remember = (schedule: string): Promise<void> => {
    kept.push(schedule, lab.made('UpdateTask').length);
    return Promise.resolve();
  };
  expect(await switchScheduleOff(context, ports, remember)).toBe('rate(1 hour)');
  expect(kept).toEqual(['rate(1 hour)', 0]);
  expect(await switchScheduleOff(context, ports, remember)).toBeNull();
  expect(kept).toHaveLength(2);
  await context.clock.sleep(3 * HOUR);
  expect(await count(lab)).toBe(1);
  await closeFence(context, ports.settings);
  await restoreTask(context, ports, 'rate(1 hour)');
  await restoreTask(context, ports, 'rate(1 hour)');
  expect(lab.made('UpdateTask')).toHaveLength(2);
  expect(await ports.settings.tags()).toEqual({});
  await context.clock.sleep(2 * HOUR + MINUTE);
  expect(await count(lab)).toBe(3);
});

test('a schedule that was never kept is not switched off', async () => {
  await using lab = await openFenceLab({ faults: { task: { schedule: 'enabled' } } });
  const lost = switchScheduleOff(lab.context, lab.ports, () => Promise.reject(new Error('lost')));
  await expect(lost).rejects.toThrow('lost');
  expect(lab.made('UpdateTask')).toEqual([]);
});

test.each([0, 100])(
  'the tag ends all starts of our roles, and a new attempt takes it off; IAM learns of it %d s later',
  async (tagDelaySeconds) => {
    await using lab = await openFenceLab({ faults: { task: { tagDelaySeconds } } });
    const { context, ports } = lab;
    const own = await startUnfenced(context, ports, () => start(lab));
    const before = context.clock.now();
    expect(await closeFence(context, ports.settings)).toBe(before);
    expect(await ports.settings.tags()).toEqual({ 'nfs-cutover:fenced': '42' });
    await ended(lab, own);
    await closeFence(context, ports.settings);
    expect(lab.made('TagResource')).toHaveLength(1);
    expect(await code(start(lab))).toBe('aws-denied');
    const again = await startUnfenced(context, ports, () => start(lab));
    expect(await ports.settings.tags()).toEqual({});
    await expect(assertNoOther(ports.datasync, again)).rejects.toThrow(`got ${again}, LAUNCHING`);
    await ended(lab, again);
    await assertNoOther(ports.datasync, again);
  },
);

test('a start that IAM denies for good is not tried for ever', async () => {
  await using lab = await openFenceLab();
  const { context, ports } = lab;
  lab.lab.deny('datasync:StartTaskExecution', '');
  const began = context.clock.now();
  expect(await code(startUnfenced(context, ports, () => start(lab)))).toBe('aws-denied');
  expect(context.clock.now()).toBe(began);
  await closeFence(context, ports.settings);
  expect(await code(startUnfenced(context, ports, () => start(lab)))).toBe('aws-denied');
  expect(context.clock.now()).toBe(began + 5 * MINUTE);
});

type Story = (lab: FenceLab, own: string) => Promise<unknown>;
const nothing: Story = async () => {};
/** DataSync accepts a start of a role that IAM still lets through. */
const startsLate: Story = async ({ lab }) => {
  const service = lab.services.find(({ name }) => name === 'datasync');
  const call = { service: 'datasync', operation: 'StartTaskExecution', region: 'us-west-2' };
  lab.context.clock.onTheWay(MINUTE, () => {
    void service?.operations.StartTaskExecution?.run({ TaskArn: TASK }, call);
  });
  return Promise.resolve();
};
test.each<[what: string, ends: string, story: Story]>([
  ['nobody has started it', 'done', nothing],
  ['somebody has, and it runs', 'busy', startByHand],
  ['somebody has, and it has ended', 'busy', async (lab) => ended(lab, await startByHand(lab))],
  ['somebody does before IAM knows the tag', 'busy', startsLate],
])('before the switch, where %s: %s', async (_what, ends, story) => {
  await using lab = await openFenceLab();
  const { context, ports } = lab;
  const own = await start(lab);
  const fencedAt = await closeFence(context, ports.settings);
  await ended(lab, own);
  await story(lab, own);
  const found = await code(
    assertProvenIsLast(context, ports.datasync, { execution: own, fencedAt }),
  );
  expect(found).toBe(ends);
  expect(context.clock.now()).toBeGreaterThanOrEqual(fencedAt + 5 * MINUTE);
});

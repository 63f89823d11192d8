// Which executions a forecast stands on, whatever the order in which DataSync lists them.
import { expect, test } from '@jest/globals';
import { measure } from '../../../src/steps/ask-approval/measured.ts';
import type { AskInputs } from '../../../src/steps/ask-approval/question.ts';
import { contextOf } from '../preflight/context.ts';

const DAY = 86_400_000;

/** An hourly task of 30 days whose last execution is the delta of this run; each took as many minutes as its hour. */
const ALL = Array.from({ length: 720 }, (_, hour) => ({ arn: `exec-${hour}`, status: 'SUCCESS' }));
const OWN = 'exec-719';

async function measured(listed: typeof ALL, own?: string) {
  const described: string[] = [];
  const task = {
    list: (limit: number) => Promise.resolve(listed.slice(0, limit)),
    describe: (arn: string) => {
      described.push(arn);
      const hour = Number(arn.slice(5));
      const began = new Date(DAY * 20_000 + hour * 3_600_000);
      const files = { done: hour };
      return Promise.resolve({ began, totalMs: hour * 60_000, transferMs: 0, files } as never);
    },
  };
  const inputs = { 'execution-arn': own } as AskInputs;
  const { executions } = await measure(
    contextOf({}),
    { task, openEvidence: () => Promise.reject(new Error()) },
    inputs,
  );
  return { described, executions };
}

test.each([
  ['the oldest first', ALL],
  ['the newest first', ALL.toReversed()],
])('%s: the delta of this run, and the 19 before it', async (_, listed) => {
  const { described, executions } = await measured(listed, OWN);
  expect(described[0]).toBe(OWN);
  expect(described).toHaveLength(20);
  expect(executions?.[0]).toMatchObject({ own: true, files: 719 });
  const hours = executions?.map(({ files }) => files).sort((a, b) => a - b);
  expect(hours).toEqual(Array.from({ length: 20 }, (__, i) => 700 + i));
});

test('the delta of this run is read even where the list does not have it', async () => {
  const { executions } = await measured(ALL.slice(0, 700), OWN);
  expect(executions?.map(({ own }) => own)).toEqual([true, ...Array<boolean>(19).fill(false)]);
});

test('without a delta of this run the others of both ends are read', async () => {
  const { described } = await measured(ALL);
  expect(described).toHaveLength(19);
  expect(described).toEqual(expect.arrayContaining(['exec-0', 'exec-719']));
});

test('one that failed is left out, and one that is alone is no error', async () => {
  const failed = ALL.slice(-2).map((one, i) => ({ ...one, status: i === 0 ? 'ERROR' : 'SUCCESS' }));
  expect((await measured(failed, OWN)).described).toEqual([OWN]);
  expect((await measured([])).executions).toEqual([]);
});

// Whether there is time for `sample: all`, before anything begins.
import { expect, test } from '@jest/globals';
import type { DataSync, Task } from '../../../../src/aws/datasync/datasync.ts';
import type { Execution } from '../../../../src/aws/datasync/execution.ts';
import { CutoverError } from '../../../../src/core/errors.ts';
import { judgeTime, sampleGroups } from '../../../../src/steps/preflight/aws/sample-check.ts';
import { MOST_HEADS } from '../../../../src/steps/verify-s3/read-time.ts';
import { problems } from '../healthy-answers.ts';

const CHECK = 'There is time to read the metadata of every file';
const ended = { mode: 'ENHANCED', status: 'SUCCESS' };

test('as many as a job can read pass, with minutes and requests', () => {
  expect(judgeTime({ ...ended, seen: MOST_HEADS })).toEqual({
    ...{ area: 'DataSync', check: CHECK, state: 'pass' },
    found:
      'the last execution has found 36000000 files: about 300 minutes and as many billed requests',
  });
});

test('more are refused; BASIC mode, which counts folders too, only warns', () => {
  const seen = MOST_HEADS + 1;
  const got = `the last execution has found ${seen} files: about 301 minutes and as many billed requests, expected "all" with at most 36000000 files, as many as a job can read in 5 h`;
  expect(judgeTime({ ...ended, seen })).toEqual({
    ...{ area: 'DataSync', check: CHECK, state: 'fail', found: got },
    cure: 'write a number of files as verify.sample in the runbook',
  });
  expect(problems([judgeTime({ ...ended, mode: 'BASIC', seen })])).toEqual([
    `warn ${CHECK}: ${got}; BASIC mode counts folders too`,
  ]);
});

test('one that still runs says so', () => {
  expect(judgeTime({ ...ended, status: 'TRANSFERRING', seen: 5 }).found).toContain(
    'the last execution (TRANSFERRING) has found 5 files',
  );
});

const task = (latestExecution: string | undefined) => () =>
  Promise.resolve({ latestExecution } as unknown as Task);
const answering = (answer: Execution | CutoverError): Pick<DataSync, 'describe'> => ({
  describe: () =>
    answer instanceof CutoverError ? Promise.reject(answer) : Promise.resolve(answer),
});
const error = (code: 'aws-not-found' | 'aws-denied'): CutoverError =>
  new CutoverError(code, { what: 'w', expected: 'e', got: 'g', cure: 'c' });
const all = { depth: 'metadata', sample: 'all' } as const;

test('without an execution, or one that DataSync has forgotten, verify-s3 counts', async () => {
  for (const [latest, port] of [
    [undefined, answering(error('aws-denied'))],
    ['arn', answering(error('aws-not-found'))],
  ] as const) {
    const [group] = sampleGroups(all, port, task(latest));
    expect(await group?.look()).toMatchObject([
      { state: 'pass', found: expect.stringContaining('no execution has counted') },
    ]);
  }
  const [group] = sampleGroups(all, answering(error('aws-denied')), task('arn'));
  await expect(group?.look()).rejects.toThrow('w: expected e, got g');
});

test('nothing is asked where not every file is read', () => {
  const port = answering(error('aws-denied'));
  expect(sampleGroups({ depth: 'size', sample: 'all' }, port, task('arn'))).toEqual([]);
  expect(sampleGroups({ depth: 'content', sample: 300 }, port, task('arn'))).toEqual([]);
});

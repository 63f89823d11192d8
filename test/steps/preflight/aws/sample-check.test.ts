// Whether there is time for `sample: all`, before anything begins.
import { expect, test } from '@jest/globals';
import { openDataSync } from '../../../../src/aws/datasync/datasync.ts';
import type { DataSync, Task } from '../../../../src/aws/datasync/datasync.ts';
import type { Execution } from '../../../../src/aws/datasync/execution.ts';
import { CutoverError } from '../../../../src/core/errors.ts';
import { judgeTime, sampleGroups } from '../../../../src/steps/preflight/aws/sample-check.ts';
import { MOST_HEADS } from '../../../../src/steps/verify-s3/read-time.ts';
import { storageConnection } from '../../../../src/steps/frame/context.ts';
import { openManifestLab } from '../../manifest/manifest-lab.ts';
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

test.each(['TRANSFERRING', 'ERROR'])('of %s nobody knows whether it found all', (status) => {
  expect(judgeTime({ ...ended, status, seen: 5 })).toMatchObject({
    state: 'warn',
    found: expect.stringMatching(
      `^the last execution .${status}. has found 5 files: .*, and there may be more$`,
    ),
  });
  expect(judgeTime({ ...ended, status, seen: MOST_HEADS + 1 }).state).toBe('fail');
});

const task = (latestExecution: string | undefined) => () =>
  Promise.resolve({ latestExecution } as unknown as Task);
const answering = (answer: Execution | CutoverError): Pick<DataSync, 'describe'> => ({
  describe: () =>
    answer instanceof CutoverError ? Promise.reject(answer) : Promise.resolve(answer),
});
const denied = new CutoverError('aws-denied', { what: 'w', expected: 'e', got: 'g', cure: 'c' });
const all = { depth: 'metadata', sample: 'all' } as const;

test('without an execution verify-s3 counts; what is not answered is no such thing', async () => {
  const [without] = sampleGroups(all, answering(denied), task(undefined));
  expect(await without?.look()).toMatchObject([NOT_COUNTED]);
  const [group] = sampleGroups(all, answering(denied), task('arn'));
  await expect(group?.look()).rejects.toThrow('w: expected e, got g');
});

test('nor is there one that DataSync has forgotten', async () => {
  await using opened = await openManifestLab();
  const datasync = openDataSync(storageConnection(opened.context), TASK);
  const [group] = sampleGroups(all, datasync, task(`${TASK}/execution/exec-0a1b2c3d4e5f60799`));
  expect(await group?.look()).toMatchObject([NOT_COUNTED]);
});

const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const NOT_COUNTED = {
  state: 'pass',
  found: expect.stringContaining('no execution has counted'),
};

test('nothing is asked where not every file is read', () => {
  const port = answering(denied);
  expect(sampleGroups({ depth: 'size', sample: 'all' }, port, task('arn'))).toEqual([]);
  expect(sampleGroups({ depth: 'content', sample: 300 }, port, task('arn'))).toEqual([]);
});

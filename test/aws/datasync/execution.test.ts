// What an execution tells of failures beside its status, and what follows for the steps after it.
import { describe, expect, test } from '@jest/globals';
import type { DescribeTaskExecutionCommandOutput } from '@aws-sdk/client-datasync';
import { toExecution, troublesOf } from '../../../src/aws/datasync/execution.ts';
import type { Verdict } from '../../../src/core/record.ts';
import { emptyTally } from '../../../src/reconcile/tally.ts';
import { judgeTroubles, withTroubles } from '../../../src/steps/run-datasync/await-task-report.ts';
import { isExplained, wentThrough } from '../../../src/steps/run-datasync/names-without-keys.ts';

type Shape = Partial<DescribeTaskExecutionCommandOutput>;
const execution = (shape: Shape) =>
  toExecution('arn', { Status: 'SUCCESS', TaskMode: 'ENHANCED', ...shape, $metadata: {} });

test('the files at the source are what ENHANCED mode has listed, and what BASIC mode moved or skipped', () => {
  const moved = { FilesTransferred: 2, FilesSkipped: 200 };
  expect(execution({ ...moved, FilesListed: { AtSource: 150 } }).seen).toBe(150);
  expect(execution({ ...moved, TaskMode: 'BASIC' }).seen).toBe(202);
  expect(execution({}).seen).toBe(0);
});

describe('beside SUCCESS', () => {
  test.each<[string, Shape, string[]]>([
    ['nothing', { FilesSkipped: 204, FoldersSkipped: 2 }, []],
    ['zeros', { FilesFailed: { Transfer: 0 }, FoldersFailed: { List: 0 } }, []],
    ['two files', { FilesFailed: { Transfer: 2 } }, ['2 files failed in TRANSFER']],
    ['a folder', { FoldersFailed: { List: 1 } }, ['1 folder failed in LIST']],
    [
      'both, in the order of the phases',
      { FilesFailed: { Verify: 1, Prepare: 3 }, FoldersFailed: { Prepare: 1 } },
      ['3 files and 1 folder failed in PREPARE', '1 file failed in VERIFY'],
    ],
    [
      'an error',
      { Result: { ErrorCode: 'SomeFiles', ErrorDetail: 'see\nthe log' } },
      [String.raw`it names the error SomeFiles: see\nthe log`],
    ],
    ['a detail alone', { Result: { ErrorDetail: 'why' } }, ['it names the error why']],
    [
      'a long one',
      { Result: { ErrorDetail: 'y'.repeat(900) } },
      [`it names the error ${'y'.repeat(500)}`],
    ],
    [
      'skipped, where nothing is to be skipped for being the same',
      { FilesSkipped: 3, Options: { TransferMode: 'ALL' } },
      ['3 files skipped'],
    ],
    [
      'skipped by NEVER',
      { TaskMode: 'BASIC', FilesSkipped: 3, Options: { OverwriteMode: 'NEVER' } },
      ['3 files and folders skipped'],
    ],
    [
      'deleted',
      { FilesDeleted: 1, FoldersDeleted: 2 },
      ['1 file and 2 folders deleted in the bucket'],
    ],
    [
      'deleted, in BASIC mode',
      { TaskMode: 'BASIC', FilesDeleted: 1 },
      ['1 file or folder deleted in the bucket'],
    ],
  ])('%s', (_, shape, expected) => {
    expect(troublesOf(execution(shape))).toEqual(expected);
  });
});

test.each<[string, Shape, boolean, boolean]>([
  ['nothing', {}, false, false],
  ['an error without counts', { Result: { ErrorCode: 'X' } }, false, false],
  ['a failed transfer', { FilesFailed: { Transfer: 1 } }, true, false],
  ['a deleted object', { FilesDeleted: 1 }, true, false],
  ['other bytes', { FilesFailed: { Verify: 1 } }, true, true],
  ['other bytes that are no secret', { Status: 'ERROR', FilesFailed: { Verify: 1 } }, true, false],
])('the last proof after %s', (_, shape, everything, unverified) => {
  const troubles = judgeTroubles(execution(shape));
  expect([troubles.everything !== undefined, troubles.unverified]).toEqual([
    everything,
    unverified,
  ]);
});

test.each<[string, Shape, boolean, readonly [Verdict, Verdict]]>([
  ['other bytes', { FilesFailed: { Verify: 1 } }, false, ['pass', 'unproven']],
  ['other bytes, all of them read', { FilesFailed: { Verify: 1 } }, true, ['pass', 'pass']],
  ['other bytes beside a difference', { FilesFailed: { Verify: 1 } }, false, ['fail', 'fail']],
  ['a failed transfer', { FilesFailed: { Transfer: 1 } }, false, ['pass', 'pass']],
])('the verdict after %s', (_, shape, readAll, [verdict, expected]) => {
  const result = { tally: emptyTally(), verdict, reasons: [], differences: 0, kept: [] };
  const judged = withTroubles(result, judgeTroubles(execution(shape)), readAll);
  expect(judged.verdict).toBe(expected);
  expect(judged.reasons.join()).toContain(
    shape.FilesFailed?.Verify === 1 && !readAll ? '1 file failed in VERIFY' : '',
  );
});

const THROUGH = {
  PrepareStatus: 'SUCCESS',
  TransferStatus: 'ERROR',
  VerifyStatus: 'SUCCESS',
} as const;

test.each<[string, Shape, boolean]>([
  ['through', { Result: THROUGH }, true],
  ['to the verification, which fails', { Result: { ...THROUGH, VerifyStatus: 'ERROR' } }, true],
  [
    'without a verification',
    { Result: { ...THROUGH, VerifyStatus: 'PENDING' }, Options: { VerifyMode: 'NONE' } },
    true,
  ],
  ['until the transfer broke off', { Result: { ...THROUGH, VerifyStatus: 'PENDING' } }, false],
  ['until the listing broke off', { Result: { ...THROUGH, PrepareStatus: 'PENDING' } }, false],
  ['who knows how far', {}, false],
])('an ERROR is about single files only where it went %s', (_, shape, expected) => {
  expect(wentThrough(execution({ Status: 'ERROR', ...shape }))).toBe(expected);
});

test.each<[string, Shape, number, boolean]>([
  ['as many', { FilesFailed: { Transfer: 2 } }, 2, true],
  ['the same ones in two phases', { FilesFailed: { Transfer: 2, Verify: 2 } }, 2, true],
  ['more', { FilesFailed: { Transfer: 3 } }, 2, false],
  [
    'more with a folder',
    { FilesFailed: { Transfer: 2 }, FoldersFailed: { Transfer: 1 } },
    2,
    false,
  ],
  ['no counts at all', { TaskMode: 'BASIC' }, 1, true],
  ['a deletion', { FilesDeleted: 1 }, 5, false],
])('names that may stay behind explain %s', (_, shape, accepted, expected) => {
  expect(isExplained(execution(shape), accepted)).toBe(expected);
});

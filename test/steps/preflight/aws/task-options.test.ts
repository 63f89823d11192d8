// The task's own options, its filters and its manifest, as a delta of a run would have them.
import { describe, expect, test } from '@jest/globals';
import { judgeOptions, judgeSelection } from '../../../../src/steps/preflight/aws/task-options.ts';
import type { TaskOptions } from '../../../../src/runbook/schema/optional-sections.ts';
import { problems } from '../healthy-answers.ts';

const DEFAULTS = {
  VerifyMode: 'POINT_IN_TIME_CONSISTENT',
  OverwriteMode: 'ALWAYS',
  Mtime: 'PRESERVE',
  Uid: 'INT_VALUE',
  Gid: 'INT_VALUE',
  PreserveDeletedFiles: 'PRESERVE',
  PosixPermissions: 'PRESERVE',
  BytesPerSecond: -1,
  LogLevel: 'TRANSFER',
  TransferMode: 'CHANGED',
};

const MIB = 1_048_576;

describe('options', () => {
  test.each<[string, Record<string, string | number>, TaskOptions, string[]]>([
    ['the defaults', {}, {}, []],
    ['REMOVE, which no start repeats', { PreserveDeletedFiles: 'REMOVE' }, {}, []],
    ['NEVER', { OverwriteMode: 'NEVER' }, {}, ['fail OverwriteMode: NEVER (the task)']],
    ['no owners', { Uid: 'NONE' }, {}, ['fail Uid: NONE (the task)']],
    ['no groups', { Gid: 'NONE' }, {}, ['fail Gid: NONE (the task)']],
    ['no modes', { PosixPermissions: 'NONE' }, {}, ['fail PosixPermissions: NONE (the task)']],
    ['no times', { Mtime: 'NONE' }, {}, ['fail Mtime: NONE (the task)']],
    ['a value of the future', { Mtime: 'NEW' }, {}, ['fail Mtime: NEW (the task)']],
    ['no verification', { VerifyMode: 'NONE' }, {}, ['warn VerifyMode: NONE (the task)']],
    ['a limit', { BytesPerSecond: MIB }, {}, [`warn BytesPerSecond: ${MIB} (the task)`]],
    ['no log', { LogLevel: 'OFF' }, {}, ['warn LogLevel: OFF (the task)']],
    ['everything each time', { TransferMode: 'ALL' }, {}, ['warn TransferMode: ALL (the task)']],
    ['NEVER, overridden', { OverwriteMode: 'NEVER' }, { OverwriteMode: 'ALWAYS' }, []],
    ['no owners, overridden', { Uid: 'NONE' }, { Uid: 'INT_VALUE' }, []],
    ['a limit, lifted', { BytesPerSecond: MIB }, { BytesPerSecond: -1 }, []],
    [
      'no owners by the runbook',
      {},
      { Uid: 'NONE' },
      ['fail Uid: NONE (datasync.options of the runbook)'],
    ],
    [
      'NEVER by the runbook, for one release',
      {},
      { OverwriteMode: 'NEVER' },
      ['warn OverwriteMode: NEVER (datasync.options of the runbook)'],
    ],
    [
      'two at once',
      { Uid: 'NONE', LogLevel: 'OFF' },
      {},
      ['fail Uid: NONE (the task)', 'warn LogLevel: OFF (the task)'],
    ],
  ])('%s', (_, task, options, expected) => {
    const found = judgeOptions({ options: { ...DEFAULTS, ...task } }, { options });
    expect(
      problems(found).map((line) =>
        line.replace("Task's options suit a cutover: ", '').replace(/, expected .*/, ''),
      ),
    ).toEqual(expected);
    expect(found.length).toBeGreaterThan(0);
  });

  test('none that DataSync shows prove nothing', () => {
    expect(problems(judgeOptions({ options: undefined }, {}))).toEqual([
      "unproven Task's options suit a cutover: DescribeTask shows no options, expected all of them",
    ]);
  });
});

test.each([
  ['', '', undefined, []],
  ['', '/tmp', undefined, ['warn Task takes the whole source: it has filters: excludes /tmp']],
  [
    '/a|/b',
    '/b/c',
    undefined,
    ['warn Task takes the whole source: it has filters: includes /a|/b, excludes /b/c'],
  ],
  [
    '/a',
    '',
    'arn:aws:s3:::b/list.csv',
    [
      'fail Task takes the whole source: only what the manifest arn:aws:s3:::b/list.csv lists: a new or changed file never arrives',
    ],
  ],
])('what it takes: includes %j, excludes %j, manifest %j', (includes, excludes, manifest, said) => {
  expect(problems(judgeSelection({ manifest, filters: { includes, excludes } }))).toEqual(said);
});

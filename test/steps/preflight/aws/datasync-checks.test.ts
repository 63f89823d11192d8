// The task, its agents and its locations against the runbook.
import { describe, expect, test } from '@jest/globals';
import {
  judgeAgents,
  judgeDestination,
  judgeSource,
  judgeTask,
} from '../../../../src/steps/preflight/aws/datasync-checks.ts';
import { kerberosIn } from '../../../../src/steps/preflight/aws/kerberos.ts';
import { problems } from '../healthy-answers.ts';

const task = {
  status: 'AVAILABLE',
  errorCode: undefined,
  errorDetail: undefined,
  schedule: undefined,
};

describe('task', () => {
  test.each([
    ['AVAILABLE', []],
    ['RUNNING', ['warn Task is available: RUNNING: an execution is under way']],
    ['QUEUED', ['warn Task is available: QUEUED: an execution is under way']],
    ['CREATING', ['fail Task is available: CREATING, expected AVAILABLE']],
    ['UNAVAILABLE', ['fail Task is available: UNAVAILABLE, expected AVAILABLE']],
    ['SOMETHING_NEW', ['fail Task is available: SOMETHING_NEW, expected AVAILABLE']],
  ])('%s', (status, expected) => {
    expect(problems(judgeTask({ ...task, status }))).toEqual(expected);
  });

  test('says why it is not available', () => {
    const broken = { ...task, status: 'UNAVAILABLE', errorCode: 'X', errorDetail: 'no way' };
    expect(problems(judgeTask(broken))[0]).toContain('UNAVAILABLE (X: no way)');
  });

  test.each([
    ['ENABLED', 'warn'],
    ['DISABLED', undefined],
    ['SOMETHING_NEW', 'warn'],
  ] as const)('schedule %s: %s', (status, state) => {
    const schedule = { expression: 'rate(1 hour)', status };
    const found = problems(judgeTask({ ...task, schedule }));
    expect(found).toEqual(
      state === undefined
        ? []
        : [`${state} Task has no schedule that runs: ${status}: rate(1 hour)`],
    );
  });
});

test('every agent must be online, and there must be one', () => {
  const agent = { arn: 'a', name: 'one', status: 'ONLINE', lastSeen: undefined };
  expect(problems(judgeAgents([agent]))).toEqual([]);
  expect(problems(judgeAgents([agent, { ...agent, name: 'two', status: 'OFFLINE' }]))).toEqual([
    'fail Agent two is online: OFFLINE, expected ONLINE',
  ]);
  expect(problems(judgeAgents([]))[0]).toContain('unproven Agents are online');
});

describe('source', () => {
  const source = { export: 'nfs-server:/export/data', options: 'rw,hard,vers=4.1' };

  test.each([
    ['nfs://nfs-server/export/data/', []],
    ['nfs://nfs-server/export/data', []],
    ['nfs://nfs-server/export/', ['fail Task reads']],
    ['nfs://nfs-server/export/data2/', ['fail Task reads']],
    ['nfs://10.0.0.5/export/data/', ['warn Task reads']],
    ['smb://nfs-server/export/data/', ['unproven Task reads']],
    ['', ['unproven Task reads']],
  ])("'%s'", (uri, expected) => {
    const found = problems(judgeSource({ uri }, source));
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(expected);
  });

  test('the root of an export', () => {
    for (const [uri, of] of [
      ['nfs://h/', 'h:/'],
      ['nfs://fd00::1/a:/b/', '[fd00::1%eth0]:/a:/b'],
      ['nfs://[fd00::1]/a/', '[fd00::1]:/a'],
    ] as const)
      expect(problems(judgeSource({ uri }, { export: of, options: '' }))).toEqual([]);
  });

  test('mounted with Kerberos: DataSync has none', () => {
    const found = problems(
      judgeSource({ uri: 'nfs://h/x/' }, { export: 'h:/x', options: 'rw,sec=krb5p' }),
    );
    expect(found).toEqual([expect.stringContaining('warn Task can read the source')]);
  });
});

test.each([
  ['rw,hard', undefined],
  ['sec=sys', undefined],
  ['rw,sec=krb5i,hard', 'krb5i'],
  ['sec=sys:krb5', 'krb5'],
  ['xsec=krb5', undefined],
])('kerberosIn(%s)', (options, expected) => {
  expect(kerberosIn(options)).toBe(expected);
});

describe('destination', () => {
  const storageClass = 'STANDARD';
  const owner = '111122223333';

  test.each([
    ['s3://b/', '', []],
    ['s3://b/p/', 'p/', []],
    ['s3://b/p', 'p/', []],
    ['s3://b/', 'p/', ['fail']],
    ['s3://b/p/', '', ['fail']],
    ['s3://other/p/', 'p/', ['fail']],
    ['s3://arn:aws:s3:us-west-2:111122223333:accesspoint/files/p/', 'p/', ['warn']],
    ['s3://files-abc-s3alias/p/', 'p/', ['warn']],
    ['', '', ['fail']],
  ])("'%s' for the prefix '%s'", (uri, prefix, expected) => {
    const found = problems(judgeDestination({ uri, storageClass }, { name: 'b', prefix, owner }));
    expect(found.map((line) => line.split(' ')[0])).toEqual(expected);
  });

  test.each([
    ['STANDARD', []],
    ['INTELLIGENT_TIERING', []],
    ['GLACIER_INSTANT_RETRIEVAL', []],
    ['GLACIER', ['fail']],
    ['DEEP_ARCHIVE', ['fail']],
    ['OUTPOSTS', ['unproven']],
    ['unknown', ['unproven']],
  ])('class %s', (name, expected) => {
    const location = { uri: 's3://b/', storageClass: name };
    const found = problems(judgeDestination(location, { name: 'b', prefix: '', owner }));
    expect(found.map((line) => line.split(' ')[0])).toEqual(expected);
  });
});

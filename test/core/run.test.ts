import { expect, test } from '@jest/globals';
import {
  executionPage,
  KNOWN_REGIONS,
  objectPage,
  parseArn,
  partitionOf,
  s3Arn,
} from '../../src/core/values/arn.ts';
import { canonicalJson, digest } from '../../src/core/canonical-json.ts';
import { asCutoverError, CutoverError, EXIT_STATUS } from '../../src/core/errors.ts';
import { readRun } from '../../src/steps/frame/context.ts';

test('the run is read from the runner’s variables', () => {
  const env = {
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_JOB: 'sync',
    GITHUB_ACTION: '__self_2/..',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'example/files',
  };
  expect(readRun(env)).toEqual({
    id: '42',
    attempt: 2,
    job: 'sync',
    stepId: '__self_2___',
    url: 'https://github.com/example/files/actions/runs/42',
  });
});

test.each([[{}], [{ GITHUB_RUN_ID: '$(id)' }], [{ GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: 'x' }]])(
  '%j is no run',
  (env) => {
    expect(() => readRun(env)).toThrow('the number that the GitHub runner sets');
  },
);

test('equal data has an equal digest whatever the order of its keys', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}');
  expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }));
  expect(digest({ a: 1 })).not.toBe(digest({ a: 2 }));
});

test('an execution has a console page, other ARNs have none', () => {
  const arn = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a/execution/exec-0b';
  expect(executionPage(arn)).toBe(
    'https://us-west-2.console.aws.amazon.com/datasync/home?region=us-west-2#/history/task-0a/exec-0b',
  );
  expect(executionPage('arn:aws:s3:::bucket')).toBeUndefined();
  expect(parseArn('not an arn')).toBeUndefined();
});

test.each([
  ['us-west-2', 'aws', 'us-west-2.console.aws.amazon.com'],
  ['eu-centrl-1', 'aws', 'eu-centrl-1.console.aws.amazon.com'],
  ['cn-north-1', 'aws-cn', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ['us-iso-east-1', 'aws-iso', undefined],
  ['us-isob-east-1', 'aws-iso-b', undefined],
  ['eu-isoe-west-1', 'aws-iso-e', undefined],
  ['us-isof-south-1', 'aws-iso-f', undefined],
])('%s is in the partition %s, with its ARNs and its console', (region, id, host) => {
  const arn = `arn:${id}:datasync:${region}:111122223333:task/task-0a/execution/exec-0b`;
  const pages = [objectPage(region, 'b', 'k/é'), executionPage(arn)];
  expect(partitionOf(region)?.id).toBe(id);
  expect(s3Arn(region, 'b/*')).toBe(`arn:${id}:s3:::b/*`);
  expect(pages.map((page) => page && new URL(page).host)).toEqual([host, host]);
  expect(executionPage(arn.replace(id, id === 'aws' ? 'aws-cn' : 'aws'))).toBeUndefined();
});

test.each([
  '',
  'eu',
  'eu-central',
  'eu_central-1',
  'xx-central-1',
  'eu-central-1\n',
  'EU-CENTRAL-1',
])('%j is no Region of any partition', (text) => {
  expect(partitionOf(text)).toBeUndefined();
});

test('every known Region is in a partition', () => {
  expect(KNOWN_REGIONS.filter((region) => partitionOf(region) === undefined)).toEqual([]);
});

test('what is thrown becomes one kind of error, its cause kept', () => {
  const known = new CutoverError('busy', { what: 'w', expected: 'x', got: 'y', cure: 'z' });
  expect(known.message).toBe('w: expected x, got y; z');
  expect(asCutoverError(known)).toBe(known);
  const thrown = new TypeError('x is not a function');
  expect(asCutoverError(thrown)).toMatchObject({ code: 'internal', cause: thrown });
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  expect(asCutoverError(full).message).toBe(
    'the disk of the runner: expected room for the files of this step, got ENOSPC: no space left on device; free some space there, and run this job again',
  );
  expect(new Set(Object.values(EXIT_STATUS)).size).toBe(Object.keys(EXIT_STATUS).length);
});

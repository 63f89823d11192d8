import { expect, test } from '@jest/globals';
import { executionPage, parseArn } from '../../src/core/values/arn.ts';
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

test('what is thrown becomes one kind of error, its cause kept', () => {
  const known = new CutoverError('busy', { what: 'w', expected: 'x', got: 'y', cure: 'z' });
  expect(known.message).toBe('w: expected x, got y; z');
  expect(asCutoverError(known)).toBe(known);
  const thrown = new TypeError('x is not a function');
  expect(asCutoverError(thrown)).toMatchObject({ code: 'internal', cause: thrown });
  expect(new Set(Object.values(EXIT_STATUS)).size).toBe(Object.keys(EXIT_STATUS).length);
});

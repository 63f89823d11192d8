// Who may still write through a mount that was left lazily, where servers or Systems Manager do not answer.
import { expect, test } from '@jest/globals';
import type { Ssm } from '../../../src/aws/ssm/ssm.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import { readDetached } from '../../../src/steps/servers/detached.ts';
import { contextOf } from '../preflight/context.ts';

const [SERVER = ''] = contextOf().runbook.application.servers;
const never = () => Promise.reject(new Error('not to be called'));

/** Systems Manager that says nothing but `error`. */
const ssmThat = (error: Error): Ssm => ({
  document: () => Promise.reject(error),
  ...{ send: never, invocation: never, cancel: never },
});

const unavailable = new CutoverError('aws-unavailable', {
  ...{ what: 'ssm:DescribeDocument', expected: 'an answer', got: '503', cure: 'try again' },
});

test('Systems Manager does not answer: every server is silent, and the step goes on', async () => {
  const said: string[] = [];
  const seen = await readDetached(
    contextOf({ say: (line) => said.push(line) }),
    ssmThat(unavailable),
  );
  expect([seen.silent, seen.detached, seen.done]).toEqual([[SERVER], [], []]);
  expect(seen.failed).toEqual([{ server: SERVER, error: unavailable }]);
  expect(said).toEqual([
    'No server could be asked whether it left a mount lazily: ssm:DescribeDocument: expected an answer, got 503; try again',
  ]);
});

test('what the journal knows of a server stays, whoever is silent', async () => {
  const known = [{ server: SERVER, boot: 'b-1' }];
  const seen = await readDetached(contextOf(), ssmThat(unavailable), known);
  expect([seen.detached, seen.silent]).toEqual([known, []]);
});

test('a defect of its own, and a stop of the step, are no silence', async () => {
  await expect(readDetached(contextOf(), ssmThat(new TypeError('x')))).rejects.toThrow(/defect/);
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(readDetached(contextOf({ signal: stopped }), ssmThat(unavailable))).rejects.toThrow(
    'stopped',
  );
});

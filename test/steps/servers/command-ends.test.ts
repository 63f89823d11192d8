// What a step makes of each way in which the agent ends a command: only success and a refusal are answers.
import { describe, expect, test } from '@jest/globals';
import type { Invocation, Ssm } from '../../../src/aws/ssm/ssm.ts';
import { DOCUMENTS } from '../../../src/steps/servers/documents.ts';
import { runDocument } from '../../../src/steps/servers/run-document.ts';
import { contextOf } from '../preflight/context.ts';

const line = (key: string, value: string): string =>
  `@${key}=${Buffer.from(value).toString('base64')}\n`;
const WHOLE = line('state', 'gateway');
const REFUSAL = line('refusal', 'busy') + line('detail', 'nginx');

/** Systems Manager with one command that has ended so. */
const ssmWith = (ended: Partial<Invocation>): Ssm => ({
  document: () =>
    Promise.resolve({
      content: DOCUMENTS['read-mounts'],
      version: '1',
      hash: 'abc',
      status: 'Active',
    }),
  send: () => Promise.resolve({ id: 'c-1', requestedAt: 0 }),
  invocation: () =>
    Promise.resolve({ status: '', details: '', exit: 0, stdout: '', stderr: '', ...ended }),
  cancel: () => Promise.reject(new Error('not to be called')),
});

const run = (ended: Partial<Invocation>) =>
  runDocument(contextOf(), ssmWith(ended), {
    document: 'read-mounts',
    kind: 'read',
    servers: ['i-1'],
    parameters: {},
  });

test('a success is an answer', async () => {
  const [answer] = await run({ status: 'Success', stdout: WHOLE });
  expect([answer?.values.get('state'), answer?.refusal]).toEqual(['gateway', undefined]);
});

test('a refusal is an answer', async () => {
  const [answer] = await run({ status: 'Failed', exit: 3, stdout: REFUSAL });
  expect(answer?.refusal).toEqual({ code: 'busy', detail: 'nginx' });
});

describe('no answer, whatever the output says', () => {
  test.each<[string, Partial<Invocation>, string]>([
    [
      'the time is over',
      { status: 'TimedOut', details: 'ExecutionTimedOut', exit: 137, stdout: WHOLE },
      'ExecutionTimedOut, exit status 137',
    ],
    [
      'the time is over, and only a child still held the output',
      {
        status: 'Failed',
        exit: 1,
        stdout: WHOLE,
        stderr: 'failed to run commands: no such process',
      },
      'Failed, exit status 1: failed to run commands: no such process',
    ],
    ['a cancel', { status: 'Cancelled', exit: 137, stdout: WHOLE }, 'Cancelled, exit status 137'],
    [
      'a delivery that came too late',
      { status: 'TimedOut', details: 'DeliveryTimedOut', exit: -1 },
      'DeliveryTimedOut, exit status -1',
    ],
    [
      '168: a success that skips',
      { status: 'Success', exit: 168, stdout: WHOLE },
      'exit status 168',
    ],
    ['169: a failure that skips', { status: 'Failed', exit: 169, stdout: REFUSAL }, 'status 169'],
    ['194: a reboot', { status: 'Failed', exit: 194, stdout: REFUSAL }, 'exit status 194'],
    ['a signal', { status: 'Failed', exit: -1, stdout: REFUSAL }, 'Failed, exit status -1'],
    ['a refusal without its reason', { status: 'Failed', exit: 3 }, 'Failed, exit status 3'],
    ['3 as a success', { status: 'Success', exit: 3, stdout: REFUSAL }, 'exit status 3'],
    // Of a long error text, the end says what happened.
    [
      'much on standard error',
      { status: 'Failed', exit: 1, stderr: `${'y'.repeat(24_000)}--output truncated--` },
      'y--output truncated--',
    ],
  ])('%s', async (_, ended, got) => {
    await expect(run(ended)).rejects.toMatchObject({
      code: 'server-failed',
      message: expect.stringContaining(got),
    });
  });
});

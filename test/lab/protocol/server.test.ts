// The lab's endpoint: what every service has in common, before an operation runs. Raw requests, and the real SDK.
import {
  DataSyncClient,
  ListTasksCommand,
  StartTaskExecutionCommand,
} from '@aws-sdk/client-datasync';
import { S3Client, HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { LabEvent } from '../../../lab/events.ts';

const runbook = 'runbooks/image-archive.yml';
const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
let lab: Lab;

beforeAll(async () => {
  lab = await startLab({ runbook });
});
afterAll(() => lab.close());

function signed(service: string, region = 'us-west-2'): string {
  const scope = `AKIAFAKEOFTHETEST000/20260101/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
}

interface Sent {
  readonly target?: string;
  readonly body?: string;
  readonly authorization?: string;
  readonly type?: string;
}

async function post(sent: Sent): Promise<{ status: number; error: unknown; message: unknown }> {
  const {
    target = 'FmrsService.ListTasks',
    body = '{}',
    type = 'application/x-amz-json-1.1',
  } = sent;
  const { authorization = signed('datasync') } = sent;
  const response = await fetch(lab.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': type,
      'x-amz-target': target,
      ...(authorization === '' ? {} : { authorization }),
    },
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, error: answer.__type, message: answer.message };
}

describe('AWS JSON', () => {
  test('a good request is answered', async () => {
    expect(await post({})).toEqual({ status: 200, error: undefined, message: undefined });
  });

  test.each<[string, Sent, number, string]>([
    [
      'an unknown operation',
      { target: 'FmrsService.CreateAgent' },
      400,
      'UnknownOperationException',
    ],
    ['an inherited name', { target: 'FmrsService.toString' }, 400, 'UnknownOperationException'],
    [
      'an unknown service',
      { target: 'AmazonAthena.ListWorkGroups' },
      400,
      'UnknownOperationException',
    ],
    ['a target without operation', { target: 'FmrsService' }, 400, 'UnknownOperationException'],
    ['no signature', { authorization: '' }, 400, 'MissingAuthenticationTokenException'],
    [
      'a garbled signature',
      { authorization: 'AWS4-HMAC-SHA256 x' },
      403,
      'IncompleteSignatureException',
    ],
    ['another algorithm', { authorization: 'Bearer token' }, 403, 'IncompleteSignatureException'],
    [
      "another service's signature",
      { authorization: signed('ssm') },
      403,
      'InvalidSignatureException',
    ],
    ['no JSON', { body: '{"a":' }, 400, 'SerializationException'],
    ['a list', { body: '[]' }, 400, 'SerializationException'],
    ['another content type', { type: 'text/plain' }, 404, 'UnknownOperationException'],
    ['an unknown member', { body: '{"Colour":"red"}' }, 400, 'InvalidRequestException'],
    ['an ill-typed member', { body: '{"MaxResults":"ten"}' }, 400, 'InvalidRequestException'],
    ['a member out of range', { body: '{"MaxResults":-1}' }, 400, 'InvalidRequestException'],
    [
      'a missing member',
      { target: 'FmrsService.StartTaskExecution' },
      400,
      'InvalidRequestException',
    ],
  ])('%s is refused', async (_what, sent, status, error) => {
    expect(await post(sent)).toMatchObject({ status, error });
  });

  test('a null member counts as absent', async () => {
    expect(await post({ body: '{"MaxResults":null}' })).toMatchObject({ status: 200 });
  });
});

test('each call is written down, and emitted as an event', async () => {
  const events: LabEvent[] = [];
  const end = lab.context.events.on((event) => events.push(event));
  const before = lab.calls.length;
  await post({ target: 'FmrsService.DescribeTask', body: JSON.stringify({ TaskArn: TASK }) });
  await post({ target: 'FmrsService.CreateAgent' });
  await fetch(`${lab.url}/image-archive-111122223333/none`, {
    headers: { authorization: signed('s3') },
  });
  end();
  expect(lab.calls.slice(before)).toEqual([
    {
      ...{ service: 'datasync', operation: 'DescribeTask', region: 'us-west-2', resource: TASK },
      input: { TaskArn: TASK },
    },
    {
      ...{ service: 'datasync', operation: 'CreateAgent', region: 'us-west-2', input: {} },
      error: 'UnknownOperationException',
    },
    {
      ...{ service: 's3', operation: 'GetObject', region: 'us-west-2', error: 'NoSuchKey' },
      resource: 'arn:aws:s3:::image-archive-111122223333/none',
      input: { Bucket: 'image-archive-111122223333', Key: 'none' },
    },
  ]);
  // An operation that nobody knows does not arrive at any.
  expect(events.map((event) => event.kind)).toEqual([
    ...['request', 'call'],
    'call',
    ...['request', 'call'],
  ]);
});

test('a denied action is AccessDenied on its resources, and on no other', async () => {
  const asked = { target: 'FmrsService.DescribeTask', body: JSON.stringify({ TaskArn: TASK }) };
  const other = lab.deny('datasync:DescribeTask', TASK.replace('task-0a1b', 'task-ffff'));
  expect(await post(asked)).toMatchObject({ status: 200 });
  const lift = lab.deny('datasync:DescribeTask', TASK);
  expect(await post(asked)).toMatchObject({ status: 400, error: 'AccessDeniedException' });
  lift();
  expect(await post(asked)).toMatchObject({ status: 200 });
  other();
});

describe('the lab’s own paths', () => {
  test('are served by whoever is mounted there, by the longest beginning', async () => {
    const endAll = lab.onRequest('/_lab/github/', () => ({ status: 200, body: '"all"' }));
    const end = lab.onRequest('/_lab/github/repos/', ({ method, path, query, headers, body }) => ({
      status: 201,
      headers: { 'x-next': 'page' },
      body: JSON.stringify({
        method,
        path,
        page: query.get('page'),
        from: headers['x-from'],
        body,
      }),
    }));
    const sent = { method: 'PUT', body: 'text', headers: { 'x-from': 'test' } };
    const response = await fetch(`${lab.url}/_lab/github/repos/a%2Fb?page=2`, sent);
    expect({ status: response.status, next: response.headers.get('x-next') }).toEqual({
      status: 201,
      next: 'page',
    });
    expect(await response.json()).toEqual({
      ...{ method: 'PUT', path: 'a%2Fb', page: '2', from: 'test', body: 'text' },
    });
    end();
    expect(await (await fetch(`${lab.url}/_lab/github/repos/x`)).json()).toBe('all');
    endAll();
    expect((await fetch(`${lab.url}/_lab/github/repos/x`)).status).toBe(404);
  });

  test('a handler that fails is an error, not a silence', async () => {
    const end = lab.onRequest('/_lab/bad/', () => {
      throw new Error('the handler failed');
    });
    const response = await fetch(`${lab.url}/_lab/bad/`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('the handler failed');
    end();
  });
});

describe('the fault api.first', () => {
  const names = ['ThrottlingException', 'InternalException', 'ThrottlingException'];

  test('fails the first calls of each operation in turn, without effect', async () => {
    await using faulty = await startLab({
      runbook,
      scenario: { ...CALM, faults: { api: { first: 3 } } },
    });
    const options = { endpoint: faulty.url, region: 'us-west-2', credentials, maxAttempts: 1 };
    using datasync = disposable(new DataSyncClient(options));
    const awake = faulty.participants.open('test');
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1)
      await datasync.client.send(new StartTaskExecutionCommand({ TaskArn: TASK })).then(
        () => seen.push('started'),
        (error: unknown) => seen.push((error as Error).name),
      );
    expect(seen).toEqual([...names, 'started']);
    awake[Symbol.dispose]();
    await expect(datasync.client.send(new ListTasksCommand({}))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });

  test('the SDK gets through by retrying', async () => {
    await using faulty = await startLab({
      runbook,
      scenario: { ...CALM, faults: { api: { first: 2 } } },
    });
    const options = { endpoint: faulty.url, region: 'us-west-2', credentials };
    using s3 = disposable(new S3Client({ ...options, forcePathStyle: true }));
    const Bucket = 'image-archive-111122223333';
    const { $metadata } = await s3.client.send(new HeadBucketCommand({ Bucket }));
    expect($metadata.attempts).toBe(3);
    expect(faulty.calls.map((call) => call.error)).toEqual([
      'SlowDown',
      'InternalError',
      undefined,
    ]);
  });
});

function disposable<T extends { destroy(): void }>(client: T): Disposable & { readonly client: T } {
  return { client, [Symbol.dispose]: () => client.destroy() };
}

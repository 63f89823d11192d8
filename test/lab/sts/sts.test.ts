// STS of the lab through the real SDK.
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

let lab: Lab;
const opened: STSClient[] = [];

function client(accessKeyId: string): STSClient {
  const credentials = { accessKeyId, secretAccessKey: 'fake' };
  const sts = new STSClient({ endpoint: lab.url, region: 'us-west-2', credentials });
  opened.push(sts);
  return sts;
}

beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
});

afterAll(async () => {
  for (const sts of opened) sts.destroy();
  await lab.close();
});

const ROLE = 'arn:aws:iam::111122223333:role/cutover';
const assume = (input: object): AssumeRoleWithWebIdentityCommand =>
  new AssumeRoleWithWebIdentityCommand({
    RoleArn: ROLE,
    RoleSessionName: 'run-7',
    WebIdentityToken: 'a.fake.token',
    ...input,
  });

test('a role is assumed with a token, and its keys are known from then on', async () => {
  const sts = client('AKIAFAKEOFTHETEST000');
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/lab/visitor',
  });
  const before = Math.floor(lab.context.clock.now());
  const { Credentials, AssumedRoleUser } = await sts.send(assume({ DurationSeconds: 900 }));
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/cutover/run-7');
  const expires = (Credentials?.Expiration?.getTime() ?? 0) - 900_000;
  expect(expires).toBeGreaterThanOrEqual(before);
  expect(expires).toBeLessThanOrEqual(lab.context.clock.now());
  const role = client(Credentials?.AccessKeyId ?? '');
  const { Arn } = await role.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:sts::111122223333:assumed-role/cutover/run-7');
});

test.each([
  ['a duration out of range', { DurationSeconds: 60 }, 'ValidationError'],
  ['a session name with a space', { RoleSessionName: 'run 7' }, 'ValidationError'],
  ['an ill-formed role', { RoleArn: 'cutover-role-of-mine' }, 'ValidationError'],
  ['no token', { WebIdentityToken: undefined }, 'ValidationError'],
  ["another account's role", { RoleArn: 'arn:aws:iam::999999999999:role/cutover' }, 'AccessDenied'],
])('%s is refused', async (_what, input, name) => {
  await expect(client('AKIAFAKEOFTHETEST000').send(assume(input))).rejects.toMatchObject({ name });
});

test('an operation that the lab does not have is refused', async () => {
  const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'run-7' });
  await expect(client('AKIAFAKEOFTHETEST000').send(command)).rejects.toMatchObject({
    name: 'InvalidAction',
  });
});

test('without a signature nobody is known', async () => {
  const response = await fetch(lab.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
  });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

test('a denied role is not assumed', async () => {
  const lift = lab.deny('sts:AssumeRoleWithWebIdentity', ROLE);
  await expect(client('AKIAFAKEOFTHETEST000').send(assume({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  lift();
});

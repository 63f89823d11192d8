// STS of the lab through the real SDK, and what becomes of its sessions in the other services.
import { DataSyncClient, DescribeTaskCommand } from '@aws-sdk/client-datasync';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { signToken } from '../../../lab/sts/web-identity.ts';

interface AwsCredentialIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const BUCKET = 'image-archive-111122223333';

let lab: Lab;
const opened: STSClient[] = [];

function client(accessKeyId: string, sessionToken?: string): STSClient {
  const credentials = {
    accessKeyId,
    secretAccessKey: 'fake',
    ...(sessionToken !== undefined && { sessionToken }),
  };
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

const ROLE = 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-gate';
const claims = {
  aud: 'sts.amazonaws.com',
  sub: 'repo:example/nfs-cutover:environment:cutover',
  environment: 'cutover',
  repository_id: '100200300',
  ref: 'refs/heads/main',
  job_workflow_ref: 'example/nfs-cutover/.github/workflows/cutover.yml@refs/heads/main',
};
const token = (changed: object = {}, agoSeconds = 0): string =>
  signToken({ ...claims, ...changed }, lab.context.clock.now() - agoSeconds * 1000);
const assume = (input: object): AssumeRoleWithWebIdentityCommand =>
  new AssumeRoleWithWebIdentityCommand({
    RoleArn: ROLE,
    RoleSessionName: 'run-7',
    WebIdentityToken: token(),
    ...input,
  });
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** The credentials of a session that is open from now on. */
async function session(input: object = {}): Promise<AwsCredentialIdentity> {
  const { Credentials: keys } = await client('AKIAFAKEOFTHETEST000').send(assume(input));
  const [accessKeyId = '', sessionToken = ''] = [keys?.AccessKeyId, keys?.SessionToken];
  return { accessKeyId, secretAccessKey: keys?.SecretAccessKey ?? '', sessionToken };
}

test('a role is assumed with a token, and its keys are known from then on', async () => {
  const sts = client('AKIAFAKEOFTHETEST000');
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/lab/visitor',
  });
  // The service tells whole seconds.
  const before = Math.floor(lab.context.clock.now() / 1000) * 1000;
  const { Credentials, AssumedRoleUser } = await sts.send(assume({ DurationSeconds: 900 }));
  expect(AssumedRoleUser?.Arn).toBe(
    'arn:aws:sts::111122223333:assumed-role/nfs-cutover-image-archive-gate/run-7',
  );
  const expires = (Credentials?.Expiration?.getTime() ?? 0) - 900_000;
  expect(expires).toBeGreaterThanOrEqual(before);
  expect(expires).toBeLessThanOrEqual(lab.context.clock.now());
  const role = client(Credentials?.AccessKeyId ?? '');
  const { Arn } = await role.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:sts::111122223333:assumed-role/nfs-cutover-image-archive-gate/run-7');
});

test.each([
  ['a duration out of range', { DurationSeconds: 60 }, 'ValidationError'],
  ['a session name with a space', { RoleSessionName: 'run 7' }, 'ValidationError'],
  ['an ill-formed role', { RoleArn: 'cutover-role-of-mine' }, 'ValidationError'],
  ['no token', { WebIdentityToken: undefined }, 'ValidationError'],
  [
    "another account's role",
    { RoleArn: 'arn:aws:iam::999999999999:role/nfs-cutover-image-archive-gate' },
    'AccessDenied',
  ],
  [
    "another environment's role",
    { RoleArn: 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-back' },
    'AccessDenied',
  ],
  [
    'a token that nobody has signed',
    { WebIdentityToken: 'a.b.c' },
    'InvalidIdentityTokenException',
  ],
  ['a policy that is no JSON', { Policy: 'x' }, 'MalformedPolicyDocumentException'],
  ['a policy of 2,049 characters', { Policy: 'x'.repeat(2049) }, 'ValidationError'],
  [
    'a policy with a condition, which the lab cannot judge',
    {
      Policy:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}}',
    },
    'MalformedPolicyDocumentException',
  ],
])('%s is refused', async (_what, input, name) => {
  await expect(client('AKIAFAKEOFTHETEST000').send(assume(input))).rejects.toMatchObject({ name });
});

test('a token for another audience, and one of six minutes ago, are refused', async () => {
  const sts = client('AKIAFAKEOFTHETEST000');
  const other = sts.send(
    assume({ WebIdentityToken: token({ aud: 'https://github.com/example' }) }),
  );
  await expect(other).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  const late = sts.send(assume({ WebIdentityToken: token({}, 360) }));
  await expect(late).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test.each([
  ['datasync', { name: 'ExpiredTokenException' }],
  ['s3', { name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } }],
  ['sts', { name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } }],
] as const)(
  'a session of 900 seconds ends on the clock of the lab: %s',
  async (service, refused) => {
    const ask = asker(await session({ DurationSeconds: 900 }))[service];
    await lab.context.clock.sleep(898_000);
    await expect(ask()).resolves.toBeDefined();
    await lab.context.clock.sleep(3000);
    await expect(ask()).rejects.toMatchObject(refused);
  },
);

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
test.each([
  ['all', [ALL], [true, true]],
  ['reads of DataSync', [{ ...ALL, Action: ['DataSync:Describe*'] }], [true, false]],
  ['the bucket alone', [{ ...ALL, Resource: 'arn:aws:s3:::image-archive-*' }], [false, true]],
  ['all but the task', [ALL, { ...ALL, Effect: 'Deny', Action: 'datasync:*' }], [false, true]],
] as const)('a session policy leaves %s', async (_what, statements, allowed) => {
  const ask = asker(await session({ Policy: policy(...statements) }));
  const may = async (asked: Promise<unknown>): Promise<boolean | string> =>
    await asked.then(
      () => true,
      (error: unknown) => {
        const { name } = error as Error;
        return name.startsWith('AccessDenied') ? false : name;
      },
    );
  expect([await may(ask.datasync()), await may(ask.s3())]).toEqual(allowed);
  await expect(ask.sts()).resolves.toBeDefined();
});

test('a call is recorded with the role of its session', async () => {
  await asker(await session()).datasync();
  expect(lab.calls.at(-1)).toMatchObject({ role: 'nfs-cutover-image-archive-gate' });
});

/** One call of each protocol with these credentials. */
function asker(credentials: AwsCredentialIdentity) {
  const config = { endpoint: lab.url, region: 'us-west-2', credentials };
  const datasync = new DataSyncClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sts = client(credentials.accessKeyId, credentials.sessionToken);
  return {
    datasync: () => datasync.send(new DescribeTaskCommand({ TaskArn: TASK })),
    s3: () => s3.send(new ListObjectsV2Command({ Bucket: BUCKET })),
    sts: () => sts.send(new GetCallerIdentityCommand({})),
  };
}

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

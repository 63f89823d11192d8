// The session for changes through the real SDK: the lab's token endpoint, its STS, and its DataSync.
import { expect, test } from '@jest/globals';
import type { MountedResponse } from '../../../lab/protocol/mounted.ts';
import { signToken } from '../../../lab/sts/web-identity.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import { openFenceLab } from './fence-lab.ts';
import type { FenceLab } from './fence-lab.ts';

const MINUTE = 60_000;

type Answer = (lab: FenceLab) => MountedResponse;

const tag = ({ ports }: FenceLab, value: string): Promise<void> => ports.settings.tag('x', value);
const failure = async (work: Promise<unknown>): Promise<CutoverError> => {
  const thrown: unknown = await work.then(
    () => new Error('no failure'),
    (error: unknown) => error,
  );
  if (thrown instanceof CutoverError) return thrown;
  throw thrown;
};

test('changes are made with 900 seconds of the own role, all else with the session of the job', async () => {
  await using lab = await openFenceLab();
  const { context, session } = lab;
  const began = context.clock.now();
  await tag(lab, '1');
  expect(session.leaseEnd()).toBeGreaterThan(began + 14 * MINUTE);
  expect(session.leaseEnd()).toBeLessThanOrEqual(began + 15 * MINUTE);
  await context.clock.sleep(16 * MINUTE);
  await tag(lab, '2');
  await lab.ports.datasync.describeTask();
  expect(await lab.ports.settings.tags()).toEqual({ x: '2' });
  const [first, second] = lab.made('TagResource').map((call) => call.session);
  expect(first).not.toBe(second);
  for (const { role, session: token } of lab.made('TagResource')) {
    expect(role).toBe('nfs-cutover-image-archive-gate');
    expect(token).toMatch(/^fake-session-/);
  }
  for (const { session: token } of lab.made('DescribeTask', 'ListTagsForResource'))
    expect(token).toBe('session-of-nfs-cutover-image-archive-gate');
  expect(lab.made('AssumeRoleWithWebIdentity').map(({ error }) => error)).toEqual([
    undefined,
    undefined,
  ]);
});

test('the short session may change and nothing else: its policy is its own', async () => {
  await using lab = await openFenceLab();
  await tag(lab, '1');
  const token = lab.made('TagResource')[0]?.session ?? '';
  process.env.AWS_SESSION_TOKEN = token;
  const refused = await failure(lab.ports.datasync.describeTask());
  expect(refused.code).toBe('aws-denied');
  expect(refused.message).toContain('no session policy allows the datasync:DescribeTask action');
});

const value = (lab: FenceLab, aud: string): MountedResponse => ({
  status: 200,
  body: JSON.stringify({
    value: signToken(
      {
        aud,
        sub: 's',
        environment: 'cutover',
        repository_id: '1',
        ref: 'r',
        job_workflow_ref: 'j',
      },
      lab.context.clock.now(),
    ),
  }),
});

const plain = (status: number, body: string) => (): MountedResponse => ({ status, body });
const elsewhere = (lab: FenceLab) => value(lab, 'https://github.com/example');

test.each<[what: string, ends: readonly [string, number], says: string, Answer]>([
  ['is down', ['github-unavailable', 4], 'got HTTP 503', plain(503, '')],
  ['refuses', ['github-unavailable', 1], 'got HTTP 401', plain(401, '{}')],
  ['gives no token', ['github-unavailable', 1], 'without a token', plain(200, '{}')],
  ['gives a text', ['github-unavailable', 1], 'without a token', plain(200, '{"value":"a b"}')],
  ['is cut off', ['github-unavailable', 4], 'JSON', plain(200, '{"value":')],
  ['gives another audience', ['aws-refused', 1], 'Incorrect token audience', elsewhere],
])('an endpoint that %s ends in %j: nothing is changed', async (_what, ends, says, answer) => {
  await using lab = await openFenceLab();
  let asked = 0;
  lab.endpoint.answer = () => {
    asked += 1;
    return answer(lab);
  };
  const refused = await failure(tag(lab, '1'));
  expect([refused.code, asked]).toEqual(ends);
  expect(refused.message).toContain(says);
  expect(lab.made('TagResource')).toEqual([]);
});

test.each<[what: string, env: Readonly<Record<string, string>>, code: string, says: string]>([
  [
    'a role of another account',
    { AWS_ROLE_ARN: back('999999999999') },
    'bad-input',
    'AWS_ROLE_ARN',
  ],
  ['no role', { AWS_ROLE_ARN: '' }, 'bad-input', 'got nothing'],
  ['a role that does not trust this job', { AWS_ROLE_ARN: back() }, 'aws-denied', 'sts:Assume'],
  [
    'no token endpoint, and AWS itself',
    { ACTIONS_ID_TOKEN_REQUEST_URL: '', AWS_ENDPOINT_URL: '' },
    'not-ready',
    'id-token: write',
  ],
  [
    'a token endpoint without TLS, and AWS itself',
    { AWS_ENDPOINT_URL: '' },
    'github-unavailable',
    'got http: as its protocol',
  ],
])('%s: nothing is changed', async (_what, env, code, says) => {
  await using lab = await openFenceLab({ env });
  const refused = await failure(tag(lab, '1'));
  expect(refused.code).toBe(code);
  expect(refused.message).toContain(says);
  expect(lab.made('TagResource')).toEqual([]);
});

function back(account = '111122223333'): string {
  return `arn:aws:iam::${account}:role/nfs-cutover-image-archive-back`;
}

test('a lab whose runner offers no token changes with the session of the job, and says so', async () => {
  await using lab = await openFenceLab({ env: { ACTIONS_ID_TOKEN_REQUEST_URL: '' } });
  await tag(lab, '1');
  expect(lab.made('TagResource')[0]?.session).toBe('session-of-nfs-cutover-image-archive-gate');
  expect(lab.session.leaseEnd()).toBeUndefined();
  expect(lab.said).toEqual([expect.stringContaining('offers no identity token')]);
});

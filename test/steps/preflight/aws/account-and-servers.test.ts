// Account, role and servers: what AWS says of them against the runbook.
import { describe, expect, test } from '@jest/globals';
import { judgeIdentity } from '../../../../src/steps/preflight/aws/account.ts';
import { judgeOnline } from '../../../../src/steps/preflight/servers/online-checks.ts';
import { load, sound } from '../../../runbook/image-archive.ts';
import { contextOf } from '../context.ts';
import { problems } from '../healthy-answers.ts';

const runbook = load(sound);
/** Outside the workflows: the role has no job whose it must be. */
const outside = contextOf();
const role = (name: string, account = '111122223333') => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/nfs-cutover-1-plan`,
});

test('outside the workflows a role of the account passes, whatever its name', () => {
  expect(problems(judgeIdentity(role('nfs-cutover-image-archive-prepare'), outside))).toEqual([]);
  expect(problems(judgeIdentity(role('our-own'), outside))).toEqual([]);
});

test.each([
  ['another account', role('any', '999999999999'), 'fail Account is'],
  ['no account', { account: '', arn: '' }, 'signed in to no account'],
  ['the role behind the gate', role('nfs-cutover-image-archive-gate'), 'fail Role is'],
  ['the role of the way back', role('nfs-cutover-image-archive-back'), 'fail Role is'],
  ['the role of the rollback', role('nfs-cutover-image-archive-rollback'), 'fail Role is'],
  ['the role of finalize', role('nfs-cutover-image-archive-final'), 'fail Role is'],
  [
    'a user',
    { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' },
    'warn Role is',
  ],
  ['root', { account: '111122223333', arn: 'arn:aws:iam::111122223333:root' }, 'warn Role is'],
])('%s is a problem', (_, identity, message) => {
  expect(problems(judgeIdentity(identity, outside)).join('\n')).toContain(message);
});

test('in the job plan of the workflow it is the role that the stack made for it, and no other', () => {
  const job = contextOf({
    env: { GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/cutover.yml@refs/heads/main' },
  });
  expect(problems(judgeIdentity(role('nfs-cutover-image-archive-prepare'), job))).toEqual([]);
  for (const one of ['our-own', 'nfs-cutover-other-prepare', 'nfs-cutover-image-archive-gate'])
    expect(problems(judgeIdentity(role(one), job))).toEqual([
      expect.stringMatching(/^fail Role is .*; expected nfs-cutover-image-archive-prepare, taken/),
    ]);
});

test('a Region that this version does not know is a warning with the nearest, each once', () => {
  const application = { ...runbook.application, region: 'eu-centrl-1' };
  const regions = (storageRegion: string) =>
    problems(
      judgeIdentity(
        role('our-own'),
        contextOf({ runbook: { ...runbook, application, storageRegion } }),
      ),
    );
  const warned = 'warn Region is known: eu-centrl-1, which this version does not know';
  expect(regions('us-west-2')).toEqual([warned]);
  expect(regions('eu-centrl-1')).toEqual([warned]);
});

describe('servers', () => {
  const node = {
    id: 'i-1',
    ping: 'Online',
    lastPing: new Date('2026-11-22T01:02:03Z'),
    platform: 'Linux',
    address: '10.0.0.10',
  };

  test('online ones pass, of others the first two have their own findings', () => {
    const lost = { ...node, id: 'i-2', ping: 'ConnectionLost' };
    const windows = { ...node, id: 'i-3', platform: 'Windows' };
    const findings = judgeOnline(['i-1', 'i-2', 'i-3', 'i-4'], [node, lost, windows], 'eu-x-1');
    expect(problems(findings)).toEqual([
      'fail i-2 is online: ConnectionLost, last seen 2026-11-22T01:02:03.000Z, expected Online',
      'fail i-3 is online: Online, but Windows, expected Linux',
      'fail i-4 is online: Systems Manager knows no such node in eu-x-1',
    ]);
    expect(findings).toHaveLength(4);
  });
});

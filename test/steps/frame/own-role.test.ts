// Whose role a job has: the table against the workflow files, what STS says against the table, and the actions themselves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { roleFault } from '../../../src/steps/frame/own-role.ts';
import { ROLE_OF_JOB } from '../../../src/steps/frame/role-of-job.ts';
import { openBench } from '../../actions/action-process.ts';
import type { ActionRun, Bench } from '../../actions/action-process.ts';
import { contextOf } from '../preflight/context.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ACCOUNT = '111122223333';

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly environment?: string; readonly steps: readonly { readonly uses?: string }[] }
    >
  >;
}

/** The environment of a job as the workflow file writes it, and the role that the stack makes for it. */
const KIND: Readonly<Record<string, string>> = {
  prepare: 'prepare',
  back: 'back',
  rollback: 'rollback',
  '${{ needs.plan.outputs.gate }}': 'gate',
  '${{ needs.check.outputs.environment }}': 'final',
};

test.each(Object.entries(ROLE_OF_JOB))(
  '%s: every job that takes a role, and no other',
  (file, jobs) => {
    const text = readFileSync(join(ROOT, '.github', 'workflows', file), 'utf8');
    const taking = Object.entries((parse(text) as Workflow).jobs).filter(([, { steps }]) =>
      steps.some(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@')),
    );
    expect(jobs).toEqual(
      Object.fromEntries(taking.map(([job, { environment = '' }]) => [job, KIND[environment]])),
    );
  },
);

const workflow = (file: string): string => `o/r/.github/workflows/${file}@refs/heads/main`;
const wanted = (file: string, job: string) =>
  contextOf({
    run: { id: '42', attempt: 1, job, stepId: 'x', url: undefined },
    env: { GITHUB_WORKFLOW_REF: workflow(file) },
  });
const assumed = (role: string, { account = ACCOUNT, partition = 'aws' } = {}) => ({
  account,
  arn: `arn:${partition}:sts::${account}:assumed-role/${role}/nfs-cutover-42-job`,
});
const OWN = 'nfs-cutover-image-archive';

test.each<[string, string, string]>([
  ['cutover.yml', 'sync', 'prepare'],
  ['cutover.yml', 'cutover', 'gate'],
  ['cutover.yml', 'rollback', 'back'],
  ['finalize.yml', 'check', 'prepare'],
  ['finalize.yml', 'finalize', 'final'],
  ['rollback.yml', 'look', 'prepare'],
  ['rollback.yml', 'rollback', 'rollback'],
  ['rollback.yml', 'settle', 'rollback'],
])('%s, job %s: its own role passes, in any partition', (file, job, kind) => {
  expect(roleFault(assumed(`${OWN}-${kind}`), wanted(file, job))).toBeUndefined();
  const china = assumed(`${OWN}-${kind}`, { partition: 'aws-cn' });
  expect(roleFault(china, wanted(file, job))).toBeUndefined();
});

describe('another caller is refused', () => {
  const USER = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/${OWN}-gate` };
  test.each([
    ['another account', assumed(`${OWN}-gate`, { account: '999999999999' }), 'got 999999999999'],
    ['no account', { account: '', arn: '' }, 'got none'],
    ['the role of another job', assumed(`${OWN}-prepare`), `expected ${OWN}-gate, taken`],
    ['the role of another runbook', assumed('nfs-cutover-other-gate'), `expected ${OWN}-gate`],
    ['a longer name', assumed(`${OWN}-gate-2`), `expected ${OWN}-gate`],
    ['another case', assumed(`${OWN}-Gate`), `expected ${OWN}-gate`],
    ['a user of that name', USER, 'got arn:aws:iam'],
    ['the root', { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` }, 'got arn:aws:iam'],
    ['no ARN', { account: ACCOUNT, arn: '' }, 'got no ARN'],
    [
      'an ARN of another account than the answer says',
      { account: ACCOUNT, arn: assumed(`${OWN}-gate`, { account: '999999999999' }).arn },
      'got arn:aws:sts::999999999999',
    ],
    [
      'a session within another name',
      { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/x/${OWN}-gate/y` },
      'got arn:aws:sts',
    ],
  ])('%s', (_, identity, said) => {
    const { what, expected, got, cure } =
      roleFault(identity, wanted('cutover.yml', 'cutover')) ?? {};
    expect(`${what}: expected ${expected}, got ${got}; ${cure}`).toContain(said);
    expect(cure).toMatch(/^nothing was done: set the variable AWS_ROLE_ARN of the environment/);
  });

  test('outside our workflows the account alone is known; a new job of ours is refused by name', () => {
    const elsewhere = [wanted('own.yml', 'cutover'), contextOf()];
    for (const one of elsewhere) {
      expect(roleFault(assumed('any'), one)).toBeUndefined();
      expect(roleFault(assumed('any', { account: '999999999999' }), one)).toBeDefined();
    }
    expect(() => roleFault(assumed('any'), wanted('cutover.yml', 'mine'))).toThrow(
      /the job mine of cutover.yml: expected one of plan, sync/,
    );
  });
});

describe('the actions', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });
  const as = (role: string, job: string, env: Readonly<Record<string, string>> = {}) => ({
    GITHUB_WORKFLOW_REF: workflow('cutover.yml'),
    GITHUB_JOB: job,
    AWS_SESSION_TOKEN: `session-of-${role}`,
    ...env,
  });
  const calls = async (run: ActionRun) => {
    const from = bench.lab.calls.length;
    const ran = await bench.run(run);
    return { ...ran, calls: bench.lab.calls.slice(from).map(({ operation }) => operation) };
  };
  const LISTING = {
    action: 'check-listing',
    inputs: { file: 'images/00001.jpg', expect: 'present' },
  };
  const BACK = { action: 'switch-mount', inputs: { to: 'source' } };
  const NO_STS = { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' };

  test.each([
    ['forward', LISTING, 'refresh'],
    ['back', BACK, 'rollback'],
    ['back, in the job of the gate', BACK, 'cutover'],
  ])('%s: with the role of another runbook nothing is done', async (_, run, job) => {
    const ran = await calls({ ...run, env: as('nfs-cutover-other-back', job) });
    expect([ran.code, ran.calls]).toEqual([21, ['GetCallerIdentity']]);
    expect(ran.stdout).toContain(`the role of the job ${job}: expected ${OWN}-`);
  });

  test('with its own role a step asks once, and goes on', async () => {
    const ran = await calls({ ...LISTING, env: as(`${OWN}-prepare`, 'refresh') });
    expect(ran.code).toBe(0);
    expect(ran.calls.filter((one) => one === 'GetCallerIdentity')).toEqual(['GetCallerIdentity']);
    expect(ran.calls[0]).toBe('GetCallerIdentity');
  });

  test('where STS does not answer, only what goes back goes on, and says so', async () => {
    const forward = await calls({ ...LISTING, env: as(`${OWN}-prepare`, 'refresh', NO_STS) });
    expect([forward.code, forward.calls]).toEqual([34, []]);
    const back = await calls({ ...BACK, env: as(`${OWN}-back`, 'rollback', NO_STS) });
    expect(back.code).toBe(0);
    expect(back.record?.warnings).toEqual([
      expect.stringMatching(
        /^STS did not say whose role this is, so this was not checked: sts:Get/,
      ),
    ]);
  });
});

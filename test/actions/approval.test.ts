// ask-approval and verify-approval as processes: what is asked is what must still be so behind the gate.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSyncClient, UpdateTaskCommand } from '@aws-sdk/client-datasync';
import type { UpdateTaskCommandInput } from '@aws-sdk/client-datasync';
import { StorageGatewayClient, UpdateNFSFileShareCommand } from '@aws-sdk/client-storage-gateway';
import { expect, test } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { WORKSHOP } from '../workshop.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';
import { TOKEN } from './github-api.ts';

const COMMIT = '0'.repeat(40);
const PROOFS = {
  'plan-digest': 'c0'.repeat(32),
  'bucket-proof': 'b1'.repeat(32),
  'gateway-proof': '9a'.repeat(32),
};

interface Asked {
  readonly digest: string;
  readonly subject: string;
  readonly at: string;
}

const ENV = { GITHUB_SHA: COMMIT, GITHUB_JOB: 'job' };

async function ask(bench: Bench, token = TOKEN): Promise<ActionResult & { readonly at: string }> {
  const at = new Date(bench.lab.context.clock.now()).toISOString();
  const inputs = { until: 'cutover', ticket: 'CHG0000001', 'proven-at': at, ...PROOFS, token };
  return { ...(await bench.run({ action: 'ask-approval', inputs, env: ENV })), at };
}

async function asked(bench: Bench): Promise<Asked> {
  const { code, outputs, record, at } = await ask(bench);
  expect(code).toBe(0);
  return { digest: outputs.digest ?? '', subject: JSON.stringify(record?.data.subject), at };
}

function verify(
  bench: Bench,
  { digest, subject, at }: Asked,
  { inputs = {}, env = {} }: Partial<Record<'inputs' | 'env', Record<string, string>>> = {},
): Promise<ActionResult> {
  const folder = join(bench.lab.context.world.root, 'asked');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'asked.canonical.json'), subject);
  return bench.run({
    action: 'verify-approval',
    inputs: {
      ...{ ticket: 'CHG0000001', digest, asked: folder, 'proven-at': at, token: TOKEN },
      ...PROOFS,
      ...inputs,
    },
    env: { ...ENV, ...env },
  });
}

/** Somebody approves as the run asks for it. */
function approve(bench: Bench, { digest }: Asked, by?: string): void {
  bench.reviews.push({
    environment: 'cutover',
    state: 'approved',
    by,
    comment: `yes, ${digest.slice(0, 8)}`,
  });
}

const errorOf = ({ record }: ActionResult): readonly [string | undefined, string] => [
  record?.error?.code,
  record?.error?.message ?? '',
];

test('what was asked and approved passes, and is the same once more', async () => {
  await using bench = await openBench();
  const first = await asked(bench);
  approve(bench, first);
  const passed = await verify(bench, first);
  expect([passed.code, passed.outputs.digest]).toEqual([0, first.digest]);
  expect(passed.stdout).toContain('Approved by reviewer-of-cutover: nothing has changed');
  // "Re-run failed jobs": no new approval, the same digest.
  const again = await verify(bench, first, { env: { GITHUB_RUN_ATTEMPT: '1' } });
  expect(again.code).toBe(0);
  // Asked again, what was decided before does not count: it was about another digest.
  const second = await asked(bench);
  expect(second.digest).not.toBe(first.digest);
  const [code, message] = errorOf(await verify(bench, second));
  expect(code).toBe('not-approved');
  expect(message).toContain('cutover: nobody has approved it there');
});

test.each<Required<NonNullable<Faults['gate']>>['hiccups']>([
  { status: 502, times: 4 },
  { status: 429, times: 3 },
])('GitHub answers late: %j', async (hiccups) => {
  await using bench = await openBench({ scenario: { ...CALM, faults: { gate: { hiccups } } } });
  const first = await ask(bench);
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('it is asked again in')]);
  const second = await asked(bench);
  approve(bench, second);
  expect((await verify(bench, second)).code).toBe(0);
});

type Change =
  | 'the share is closed'
  | Faults
  | Pick<UpdateTaskCommandInput, 'Options' | 'Excludes' | 'Schedule'>;

/** What somebody changes while the run waits, and the field by which the refusal names it. */
const CHANGES: readonly (readonly [field: string, change: Change])[] = [
  ['share.squash', { share: { squash: 'NoSquash' } }],
  ['share.clients', { share: { clients: ['10.9.9.0/24'] } }],
  ['share.read-only', 'the share is closed'],
  ['share.object-acl', { share: { objectAcl: 'public-read' } }],
  ['bucket.ownership', { bucket: { ownership: 'ObjectWriter' } }],
  ['bucket.encryption', { bucket: { encryption: 'aws:kms' } }],
  ['bucket.lifecycle', { bucket: { lifecycle: 'removal' } }],
  ['bucket.archives', { bucket: { archive: 'DEEP_ARCHIVE_ACCESS' } }],
  ['task.options.Uid', { Options: { Uid: 'NONE' } }],
  ['task.excludes', { Excludes: [{ FilterType: 'SIMPLE_PATTERN', Value: '/tmp' }] }],
  ['task.schedule', { Schedule: { ScheduleExpression: 'rate(12 hours)' } }],
];

test.each(CHANGES)('%s that differs is told, and nothing is changed', async (field, change) => {
  await using bench = await openBench();
  const first = await asked(bench);
  approve(bench, first);
  await make(bench, change);
  const calls = bench.lab.calls.length;
  const refused = await verify(bench, first);
  const [code, message] = errorOf(refused);
  expect([refused.code, code]).toEqual([27, 'drift']);
  expect(message).toMatch(
    new RegExp(`expected ${field}: .*, got ${field}: .*; nothing was changed`),
  );
  const changing = /^(Put|Start|Update|Delete|Tag|Untag)/;
  const made = bench.lab.calls.slice(calls).filter(({ operation }) => changing.test(operation));
  expect(made).toEqual([]);
});

/** What broke since the preflight, and what the refusal says of it. */
const BROKEN: readonly (readonly [says: RegExp, change: Change])[] = [
  [/Gateway: Share takes writes: the share is read-only → set the/, 'the share is closed'],
  [/Bucket: No archive tier takes objects away/, { bucket: { archive: 'DEEP_ARCHIVE_ACCESS' } }],
  [/DataSync: .*Uid/, { Options: { Uid: 'NONE' } }],
];
const ALSO: Faults = { environments: { back: 'wait-timer' }, server: { unmounted: true } };

test('nobody is asked about settings that the preflight would refuse', async () => {
  await using bench = await openBench({ scenario: { ...CALM, faults: ALSO } });
  for (const [, change] of BROKEN) await make(bench, change);
  const refused = await ask(bench);
  const [code, message] = errorOf(refused);
  expect([refused.code, code, refused.outputs.digest]).toEqual([23, 'preflight', undefined]);
  for (const [says] of BROKEN) expect(message).toMatch(says);
  expect(message).toMatch(/Gates: Environment back: a wait timer of 30 minutes/);
  expect(message).toMatch(/Mounts: The source is mounted: .*: nothing is mounted at /);
  expect(message).toContain(`got ${BROKEN.length + 2} failed, `);
});

test.each([
  ['self-review', /Gates: Environment cutover: who starts a run may approve it/],
  ['no-reviewers', /Gates: Environment cutover: no required reviewers/],
] as const)('nobody is asked at a gate with the fault %s', async (gate, says) => {
  await using bench = await openBench({
    scenario: { ...CALM, faults: { environments: { gate } } },
  });
  const refused = await ask(bench);
  const [code, message] = errorOf(refused);
  expect([refused.code, code, refused.outputs.digest]).toEqual([23, 'preflight', undefined]);
  expect(message).toMatch(says);
});

async function make({ lab }: Bench, change: Change): Promise<void> {
  const at = {
    ...{ endpoint: lab.url, region: 'us-west-2' },
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
  };
  if (change === 'the share is closed') {
    const FileShareARN = lab.context.world.names.gateway.share;
    const client = new StorageGatewayClient(at);
    await client.send(new UpdateNFSFileShareCommand({ FileShareARN, ReadOnly: true }));
    return;
  }
  if (!('Options' in change || 'Excludes' in change || 'Schedule' in change)) {
    Object.assign(lab.context.faults, change);
    return;
  }
  const client = new DataSyncClient(at);
  const TaskArn = lab.context.world.names.datasync.task;
  await client.send(new UpdateTaskCommand({ TaskArn, ...change }));
}

const LATER: Faults = { gate: { branch: 'ahead' } };

test.each<[string, Faults, Parameters<typeof verify>[2], RegExp]>([
  [
    'a branch whose history is new',
    { gate: { branch: 'rewritten' } },
    {},
    /^not-approved: .*no longer in its history/,
  ],
  ['GitHub is down', { gate: { decisions: 503 } }, {}, /^github-unavailable: .*githubstatus/],
  ['GitHub refuses', { gate: { decisions: 403 } }, {}, /^github-unavailable: .*actions: read/],
  ['no token', {}, { inputs: { token: '' } }, /^bad-input: .*github\.token/],
  ['another ticket', {}, { inputs: { ticket: 'X' } }, /^bad-input: .*ticket/],
  [
    'another proof',
    {},
    { inputs: { 'bucket-proof': 'ee'.repeat(32) } },
    /^not-approved: .*another commit, runbook, plan or proof/,
  ],
  ['a lost artifact', {}, { inputs: { digest: 'ee'.repeat(32) } }, /^unproven: .*none of it/],
])('%s', async (_name, faults, otherwise, refusal) => {
  await using bench = await openBench({ scenario: { ...CALM, faults: LATER } });
  const first = await asked(bench);
  approve(bench, first);
  Object.assign(bench.lab.context.faults, faults);
  const found = errorOf(await verify(bench, first, otherwise));
  expect(found.join(': ')).toMatch(refusal);
});

test('a proof is too old one day', async () => {
  const runbook = WORKSHOP.replace('  cutover: cutover', '  cutover: cutover\n  valid-for: 1s');
  await using bench = await openBench({ runbook });
  const first = await asked(bench);
  approve(bench, first);
  const { clock } = bench.lab.context;
  await new Promise<void>((resolve) => clock.after(5000, resolve));
  const [code, message] = errorOf(await verify(bench, first));
  expect(code).toBe('not-approved');
  expect(message).toMatch(/at most 1 s since the proof \(gates\.valid-for\)/);
});

test('without a token nothing is asked', async () => {
  await using bench = await openBench();
  const refused = await ask(bench, '');
  expect([refused.code, refused.outputs.error]).toEqual([10, 'bad-input']);
});

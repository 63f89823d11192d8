// The preflight of the plan against labs in which something is not ready: shown in the table, in one error, with a cure.
import { describe, expect, test } from '@jest/globals';
import { CALM, loadScenario } from '../../lab/faults/scenario.ts';
import type { Scenario } from '../../lab/faults/scenario.ts';
import type { Finding } from '../../src/steps/preflight/finding.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';
import { TOKEN } from './github-api.ts';
import { PREFLIGHT_SCENARIOS } from './preflight-scenarios.ts';
import { WORKSHOP } from '../workshop.ts';

const inputs = { ticket: 'CHG0000001', reason: 'test', token: TOKEN };
const findingsOf = ({ record }: ActionResult): readonly Finding[] =>
  (record?.data.findings ?? []) as readonly Finding[];
const problemsOf = (result: ActionResult): readonly Finding[] =>
  findingsOf(result).filter(({ state }) => state === 'fail' || state === 'unproven');
const only = (bench: Bench, changed: Readonly<Record<string, string>> = {}) =>
  bench.run({ action: 'plan', inputs: { ...inputs, preflight: 'only', ...changed } });

/** How fast two files are read says as much of a scenario as twenty do, in a third of the time. */
const openSmall = (scenario: Scenario = CALM): Promise<Bench> =>
  openBench({ runbook: WORKSHOP.replace('files: 20', 'files: 2'), scenario });

/** Text as a summary shows it: Markdown's escapes taken back. */
const shown = (summary: string): string =>
  summary.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe.each(Object.entries(PREFLIGHT_SCENARIOS))('%s', (name, expected) => {
  test('each problem is in the table and in the error, each with its cure, and no other is', async () => {
    await using bench = await openSmall(loadScenario(name));
    const result = await only(bench);
    const problems = problemsOf(result);
    expect(problems).toHaveLength(expected.length);
    const table = shown(result.summary).slice(result.summary.indexOf('### ❌ Preflight'));
    const passed = table.indexOf('<details>');
    for (const [i, { area, check, found }] of expected.entries()) {
      expect(problems[i]?.area).toBe(area);
      expect(problems[i]?.check).toContain(check);
      expect(problems[i]?.found).toContain(found);
      expect(problems[i]?.cure).toMatch(/\S{2,} \S+/);
      const at = table.indexOf(`| ${problems[i]?.found ?? ''} | ${problems[i]?.cure ?? ''} |`);
      expect([at >= 0, at < passed]).toEqual([true, true]);
      expect(result.record?.error?.message).toContain(`(${i + 1}) ${area}: `);
      expect(result.record?.error?.message).toContain(problems[i]?.cure);
    }
    expect([result.code, result.outputs.error]).toEqual([23, 'preflight']);
    // Servers know nothing of the lab's folders.
    expect(`${result.stdout}${JSON.stringify(result.record)}`).not.toMatch(/servers\/m?i-/);
    expect(bench.lab.calls.filter(({ error }) => error === 'UnknownOperationException')).toEqual(
      [],
    );
  });
});

describe('in a lab where everything is ready', () => {
  test('all pass but a warning on versions, which lets the run go on', async () => {
    await using bench = await openBench();
    const result = await only(bench);
    expect([result.code, result.outputs.verdict]).toEqual([0, 'pass']);
    expect(findingsOf(result).filter(({ state }) => state !== 'pass')).toEqual([
      expect.objectContaining({ area: 'Bucket', check: 'Versions are kept', state: 'warn' }),
    ]);
    expect(result.record?.warnings.join()).toContain('Versions are kept');
    const others = bench.lab.calls.filter(({ operation }) => !READS.test(operation));
    expect(others.map(({ operation, input }) => [operation, input?.DocumentName])).toEqual([
      ['SendCommand', 'nfs-cutover-inspect-server'],
      ['SendCommand', 'nfs-cutover-measure-speed'],
    ]);
    expect(result.stdout).not.toMatch(PLAN_SHOWN);
  });

  test('"true" shows the plan too, "false" calls nothing and needs no keys', async () => {
    await using bench = await openSmall();
    const both = await bench.run({ action: 'plan', inputs });
    expect(both.stdout).toMatch(PLAN_SHOWN);
    expect(shown(both.summary)).toMatch(/## Preflight[^]*## Plan: /);
    const before = bench.lab.calls.length;
    const keys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const alone = await bench.run({
      action: 'plan',
      inputs: { ...inputs, preflight: 'false' },
      env: keys,
    });
    expect([alone.code, alone.outputs.digest]).toEqual([0, both.outputs.digest]);
    expect(alone.outputs['storage-region']).toBe('us-west-2');
    expect(bench.lab.calls.length).toBe(before);
  });

  test('without keys the account is unproven, and nothing else is claimed of AWS', async () => {
    await using bench = await openSmall();
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const result = await bench.run({
      action: 'plan',
      inputs: { ...inputs, preflight: 'only' },
      env,
    });
    expect(result.code).toBe(23);
    expect(result.outputs.verdict).toBe('unproven');
    const unproven = findingsOf(result).filter(({ state }) => state !== 'pass');
    expect(unproven.map(({ area, state }) => `${area} ${state}`)).toEqual(
      ['Account', 'Servers', 'Documents', 'Mounts', 'DataSync', 'Gateway', 'Bucket', 'Events'].map(
        (area) => `${area} unproven`,
      ),
    );
    expect(new Set(findingsOf(result).map(({ area }) => area))).toContain('Gates');
  });

  test('throttled and failing calls are made again', async () => {
    await using bench = await openSmall(loadScenario('throttled'));
    expect((await only(bench)).code).toBe(0);
  });
});

/** The plan's first line in the log. */
const PLAN_SHOWN = /^plan: \d+ operations/m;
const READS = /^(Describe|Get|List|Head|FilterLogEvents)/;

test('what only a cutover must not meet is a warning before it', async () => {
  const scenario = {
    ...loadScenario('maintenance-near'),
    faults: { task: { schedule: 'enabled' as const }, gateway: { maintenanceInMinutes: 90 } },
  };
  await using bench = await openSmall(scenario);
  const proof = await only(bench, { until: 'proof' });
  expect(proof.code).toBe(0);
  const warned = findingsOf(proof).filter(({ state }) => state === 'warn');
  expect(warned.map(({ check }) => check)).toEqual([
    'Task has no schedule that runs',
    'Maintenance is not near',
    'Versions are kept',
  ]);
  expect((await only(bench, { until: 'cutover' })).code).toBe(23);
});

test('what a server loses by the move is a warning, which lets the run go on', async () => {
  const server = { sourceOptions: 'sec=krb5p', acl: 'images' };
  await using bench = await openSmall({ ...CALM, faults: { server } });
  const result = await only(bench);
  expect([result.code, result.outputs.verdict]).toEqual([0, 'pass']);
  const table = shown(result.summary);
  for (const check of ['Who users are', 'No ACLs'])
    expect(table.slice(0, table.indexOf('<details>'))).toContain(` | ${check} | `);
});

test('a gate that cannot be looked at is unproven', async () => {
  await using bench = await openSmall();
  const gates = async (token: string): Promise<readonly string[]> =>
    problemsOf(await only(bench, { token })).map(({ area, state }) => `${area} ${state}`);
  expect(await gates('')).toEqual(['Gates unproven']);
  expect(await gates('of-another-repository')).toEqual(['Gates unproven']);
});

test('a bucket of another Region is named with that Region', async () => {
  await using bench = await openSmall();
  bench.lab.store.createBucket('image-archive-111122223333', 'eu-west-1');
  const found = findingsOf(await only(bench)).filter(({ area }) => area === 'Bucket');
  expect(found[0]).toMatchObject({
    check: 'Bucket is in the storage Region',
    state: 'fail',
    found: 'eu-west-1, expected us-west-2, that of the task and the share',
  });
  expect(found.slice(1).map(({ state }) => state)).not.toContain('pass');
});

test('each denied call names its permission and stops no other check', async () => {
  await using bench = await openSmall();
  const bucket = 'arn:aws:s3:::image-archive-111122223333';
  const denied = {
    's3:GetLifecycleConfiguration': bucket,
    's3:GetEncryptionConfiguration': bucket,
    'storagegateway:DescribeNFSFileShares': '',
    'datasync:DescribeLocationS3': 'arn:aws:datasync:us-west-2:111122223333:location/loc-',
    'events:DescribeRule': 'arn:aws:events:us-west-2:111122223333:rule/nfs-cutover-image-archive',
    'ssm:DescribeInstanceInformation': '*',
  };
  for (const action of Object.keys(denied)) bench.lab.deny(action, '');
  const result = await only(bench);
  const problems = problemsOf(result);
  expect(problems.every(({ state }) => state === 'unproven')).toBe(true);
  for (const [action, resource] of Object.entries(denied))
    expect(problems.map(({ cure }) => cure)).toContainEqual(
      expect.stringContaining(`give the role of this job ${action} on ${resource}`),
    );
  expect(findingsOf(result).filter(({ state }) => state === 'pass').length).toBeGreaterThan(25);
});

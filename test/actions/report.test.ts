// The report at the end of a run: it asks the servers and the journal themselves, and ends with its verdict without them.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Fact, StepRecord } from '../../src/core/record.ts';
import { linkBehind } from '../../src/evidence/chain.ts';
import { NOWHERE } from '../evidence/verify/sample.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';

const PASSED: Omit<StepRecord, 'job'> = {
  ...{ format: 2, step: 'plan', id: 'plan', runbook: 'runbooks/x.yml', run: '42', attempt: 1 },
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  ...{ verdict: 'pass', says: '', facts: [], warnings: [], data: {} },
};

const SERVER = 'i-0a1b2c3d4e5f60718';

/** Reports on the records that are given by job. */
function report(
  bench: Bench,
  jobs: string,
  records: Readonly<Record<string, ActionResult | undefined>>,
): Promise<ActionResult> {
  return bench.run({
    action: 'report',
    inputs: { jobs, records: 'all', until: 'cutover', ticket: 'CHG0000001', reason: 'test' },
    prepare: (workspace) => {
      for (const [job, result] of Object.entries(records)) {
        const folder = join(workspace, 'all', `records-${job}-1`);
        mkdirSync(folder, { recursive: true });
        const record = { ...(result?.record ?? PASSED), job };
        const chain = linkBehind([], record, NOWHERE);
        writeFileSync(join(folder, 'step.json'), JSON.stringify({ ...record, chain }));
      }
    },
  });
}

const factsOf = ({ record }: ActionResult): Record<string, string> =>
  Object.fromEntries(
    [...(record?.facts ?? []), ...((record?.data.standing ?? []) as readonly Fact[])].map(
      ({ name, value }) => [name, value],
    ),
  );

test('a source that is left frozen: one line for the server, then the journal, its owner and what comes next', async () => {
  await using bench = await openBench();
  const frozen = await bench.run({ action: 'freeze-source' });
  const side = 'evidence/image-archive/gate/side/42.1.cutover.switch.json';
  bench.lab.store.put('image-archive-evidence-111122223333', side, Buffer.from('{}'), {});
  const told = await report(bench, 'sync=success cutover=failure rollback=failure', {
    sync: undefined,
    cutover: frozen,
    rollback: undefined,
  });
  expect(told.outputs).toMatchObject({ outcome: 'failed', left: 'frozen' });
  expect(told.summary).toContain('## ❌ Failed: the source is still read-only on a server');
  const facts = factsOf(told);
  expect(facts[SERVER]).toMatch(
    /^serves source \(nfs-server\.example\.internal:\/export\/data, .*\); frozen by run 42; read-only; \/etc\/fstab: nfs-server\.example\.internal:\/export\/data, read-only$/,
  );
  expect(facts).toMatchObject({
    State: 'frozen. The source is read-only.',
    'Held by': expect.stringMatching(/^run 42, attempt 1, job job/) as unknown,
    'Side branch': 'attempt 1, job cutover, step switch: another job had taken the migration over',
    Next: expect.stringContaining('the job rollback thaws the source') as unknown,
    [`Downtime of ${SERVER}`]: 'not measured: no record says that it serves again',
  });
  expect(told.summary).toMatch(
    /### At the end of the run[^]*\*\*i-0a1b2c3d4e5f60718\*\* \| serves source/,
  );
});

test('records that say another thing than the servers are doubted, aloud', async () => {
  await using bench = await openBench();
  await bench.run({ action: 'freeze-source' });
  const told = await report(bench, 'sync=success', { sync: undefined });
  expect(told.summary).toContain('## ❌ Failed: nothing was begun');
  expect(told.record?.warnings.join()).toContain(
    `The records say that nothing is left on the servers. ${SERVER} does not serve the source`,
  );
  const thawed = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
  expect(thawed.code).toBe(0);
  const later = await report(bench, 'sync=success cutover=failure', { sync: undefined });
  expect(later.outputs).toMatchObject({ outcome: 'failed', left: 'unknown' });
  expect(later.summary).toMatch(/Nobody knows from these records[^]*Nothing is left on them\./);
  expect(factsOf(later)[SERVER]).toMatch(/; takes writes; \/etc\/fstab: nfs-server[^,]*$/);
});

test.each([
  ['the journal', 's3:ListBucket', 'Journal', [SERVER]],
  ['the servers', 'ssm:SendCommand', SERVER, ['State', 'Next']],
] as const)(
  'without %s it says so, shows the rest, and judges all the same',
  async (_, action, name, rest) => {
    await using bench = await openBench();
    await bench.run({ action: 'create-test-file' });
    bench.lab.deny(action, '');
    const told = await report(bench, 'sync=success', { sync: undefined });
    expect(told.code).toBe(0);
    expect(told.outputs.outcome).toBe('failed');
    const facts = factsOf(told);
    expect(facts[name]).toMatch(/^could not be read: .*expected/);
    for (const other of rest) expect(facts[other]).not.toMatch(/could not be read|^undefined$/);
  },
);

test('without knowing whose role it has it asks nobody else', async () => {
  await using bench = await openBench();
  bench.lab.deny('sts:GetCallerIdentity', '');
  const told = await report(bench, 'sync=success', { sync: undefined });
  expect(factsOf(told)['Servers and journal']).toMatch(/^could not be read: /);
  expect(told.outputs.outcome).toBe('failed');
  expect(bench.lab.calls.map(({ operation }) => operation)).not.toContain('SendCommand');
});

test('a run that has claimed nothing asks nobody', async () => {
  await using bench = await openBench();
  const told = await report(bench, 'plan=success sync=skipped', { plan: undefined });
  expect(told.outputs.outcome).toBe('failed');
  expect(bench.lab.calls).toEqual([]);
});

test('leaves the page of the evidence, and beside it the list of all differences', async () => {
  await using bench = await openBench();
  const ASKED = { records: 'all', until: 'cutover', ticket: 'CHG0000001', reason: 'test' };
  const folder = 'all/records-verify-1';
  const differing = { ...PASSED, step: 'verify-s3', id: 'tree', job: 'verify' };
  const told = await bench.run({
    action: 'report',
    inputs: { ...ASKED, jobs: 'verify=success' },
    prepare: (workspace) => {
      mkdirSync(join(workspace, folder), { recursive: true });
      mkdirSync(join(workspace, 'all/records-sync-1'), { recursive: true });
      const unchained = { ...differing, data: { differences: 1 } };
      const record = { ...unchained, chain: linkBehind([], unchained, NOWHERE) };
      writeFileSync(join(workspace, folder, 'tree.json'), JSON.stringify(record));
      writeFileSync(join(workspace, folder, 'tree.differences.txt'), '=-. missing\ta\n');
      // No record says that it holds anything.
      writeFileSync(join(workspace, 'all/records-sync-1', 'x.differences.txt'), '');
    },
  });
  const { evidence = '', page = '' } = told.outputs;
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[^]*CHG0000001/);
  expect(readdirSync(dirname(evidence)).sort()).toEqual([
    'evidence.json',
    'records-verify-1.tree.differences.txt',
    'report.html',
  ]);
  expect(JSON.parse(readFileSync(evidence, 'utf8'))).toMatchObject({
    change: { ticket: 'CHG0000001', reason: 'test' },
    missing: [],
    standing: [],
  });
});

test('keeps the evidence even where no page can be made of it, and says why', async () => {
  await using bench = await openBench();
  const told = await report(bench, 'plan=success', {
    plan: {
      record: { ...PASSED, step: 'verify-s3', data: { scope: 'tree', tally: {} } },
    } as unknown as ActionResult,
  });
  expect(told.code).toBe(0);
  expect(told.outputs).toMatchObject({ page: '', digest: expect.any(String) as unknown });
  expect(told.record?.warnings.join()).toContain('report.html could not be made of evidence.json');
});

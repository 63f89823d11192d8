// The report of a run that was run again: whom it counts, and what it says when records are missing.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { StepRecord } from '../../../src/core/record.ts';
import { linkBehind } from '../../../src/evidence/chain.ts';
import { openServers } from '../../../src/steps/frame/adapters.ts';
import { openJournal } from '../../../src/steps/migration/open-journal.ts';
import { report } from '../../../src/steps/report/report.ts';
import { NOWHERE } from '../../evidence/verify/sample.ts';
import { changed, load } from '../../runbook/image-archive.ts';
import { contextOf } from '../preflight/context.ts';

let reviews: readonly (readonly [user: string, environment: string])[] = [];
const api = createServer((_, response) => {
  const told = reviews.map(([login, name]) => ({
    state: 'approved',
    comment: '',
    user: { login },
    environments: [{ name }],
  }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(told));
});
const root = mkdtempSync(join(tmpdir(), 'nfs-cutover-report-'));
beforeAll(() => new Promise<void>((done) => api.listen(0, '127.0.0.1', done)));
afterAll(() => {
  api.closeAllConnections();
  api.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(join(root, 'all'), { recursive: true, force: true });
});

/** A record as an artifact brings it, `records-<job>-<attempt>/<id>.json`. */
function keep(job: string, attempt: number, more: Partial<StepRecord>): void {
  const folder = join(root, 'all', `records-${job}-${attempt}`);
  mkdirSync(folder, { recursive: true });
  const record: StepRecord = {
    ...{ format: 2, step: 'plan', id: 'plan', job, runbook: 'runbooks/x.yml', run: '42', attempt },
    startedAt: `2026-11-2${attempt}T00:00:00.000Z`,
    endedAt: `2026-11-2${attempt}T00:00:01.000Z`,
    ...{ verdict: 'pass', says: 'Done.', facts: [], warnings: [], data: {} },
    ...more,
  };
  const chain = linkBehind([], record, NOWHERE);
  writeFileSync(join(folder, `${record.id}.json`), JSON.stringify({ ...record, chain }));
}

const switchBy = (attempt: number): void => {
  keep('cutover', attempt, { step: 'switch-mount', id: 'switch', data: { state: 'gateway' } });
};

function reportOf(attempt: number, jobs: Readonly<Record<string, string>>) {
  const { port } = api.address() as AddressInfo;
  const runbook = load(changed('cutover: cutover', 'cutover: cutover\n  sign-off: [owner]'));
  const run = { id: '42', attempt, job: 'report', stepId: 'report', url: undefined };
  const env = {
    RUNNER_TEMP: root,
    GITHUB_REPOSITORY: 'octo/repo',
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    // What answers there is no STS: nobody knows whose role this is.
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    ...{ AWS_ACCESS_KEY_ID: 'AKIAFAKE', AWS_SECRET_ACCESS_KEY: 'fake' },
  };
  const context = contextOf({ runbook, run, env });
  const inputs = {
    jobs: new Map(Object.entries(jobs)),
    records: join(root, 'all'),
    ...({ until: 'cutover', ticket: 'CHG0000001', reason: 'test', token: 'secret' } as const),
  };
  return report(context, inputs, {
    openLog: () => openJournal(context, true),
    openServers: () => openServers(context),
    openEvidence: () => Promise.reject(new Error('a run that has begun nothing opens no bucket')),
  });
}

test.each([
  ['released by A alone, whoever released the attempt before', ['A', 'B', 'A'], 'unproven', 1],
  ['the same in GitHub’s other order', ['A', 'A', 'B'], 'unproven', 1],
  ['released by B both times', ['A', 'B', 'B'], 'pass', 2],
] as const)('%s', async (_, [signOff, first, second], verdict, people) => {
  reviews = [
    [signOff, 'owner'],
    [first, 'cutover'],
    [second, 'cutover'],
  ];
  keep('plan', 1, {});
  switchBy(2);
  const told = await reportOf(2, { plan: 'success', cutover: 'success' });
  expect([told.verdict, told.error, told.outputs.outcome]).toEqual([
    verdict,
    undefined,
    'confirmed',
  ]);
  expect(told.says).toContain(`Approvals: ${people} of quorum 2`);
  expect(told.warnings.join()).toMatch(
    verdict === 'pass' ? /^$/ : /cutover has 2 approvals, by .* ask these people/,
  );
});

test('after "Re-run failed jobs" with this attempt’s records alone it judges nothing, and fails', async () => {
  reviews = [
    ['A', 'owner'],
    ['B', 'cutover'],
  ];
  switchBy(2);
  const told = await reportOf(2, { plan: 'success', sync: 'success', cutover: 'success' });
  expect(told).toMatchObject({
    verdict: 'unproven',
    outputs: { outcome: 'unproven', left: 'unknown' },
    error: { code: 'unproven' },
    data: { missing: ['plan', 'sync'] },
  });
  expect(told.error?.message).toBe(
    'the records of this run: expected those of every job that has succeeded, got 1 record, and not those of plan, sync; see why "Fetch the records of all jobs" did not bring them (it needs "actions: read"), then re-run this job; nothing was judged',
  );
  expect(told.markdown).toMatch(/^## ❔ Unproven[^]*Nobody knows from these records/);
  const evidence = readFileSync(join(root, 'report', 'evidence.json'), 'utf8');
  expect(JSON.parse(evidence)).toMatchObject({ state: { ending: 'unproven' } });
});

test('with all of them the earlier attempt counts too', async () => {
  keep('plan', 1, {});
  keep('sync', 1, { step: 'run-datasync', id: 'delta' });
  switchBy(2);
  const told = await reportOf(2, { plan: 'success', sync: 'success', cutover: 'success' });
  expect([told.outputs.outcome, told.error]).toEqual(['confirmed', undefined]);
});

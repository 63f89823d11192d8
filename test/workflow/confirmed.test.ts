// Scenarios that must end with the gateway serving, each for its own reason.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { textOf } from '../../scripts/docs/svg.ts';
import { lastPage, pictureOf } from '../../scripts/docs/terminal-picture.ts';
import type { Downtime } from '../../src/evidence/downtime.ts';
import { rehearse, rehearseScenario } from './rehearsal.ts';

test('the run as it should go, with real keys in the caller’s environment left out of it', async () => {
  const run = await rehearse(['--approve'], {
    AWS_PROFILE: 'production',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_S3: 'https://s3.example.com',
    LAB_SHARED_PROCESSES: 'no',
  });
  expect([run.exit, run.ending]).toEqual([0, 'confirmed']);
  expect(run.output).not.toContain('AKIAIOSFODNN7EXAMPLE');
  expect(run.record('sync', 'delta').data).toMatchObject({ files: { done: 2 } });
  expect(run.record('refresh', 'before').data.state).toBe('absent');
  expect(run.record('refresh', 'after').data.state).toBe('present');
  expect(run.record('cutover', 'switch').data).toMatchObject({
    state: 'gateway',
    object: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
  });
  // The job behind the gate is handed the forecast of the question, and corrects it step by step.
  expect(run.record('cutover', 'approval').data.forecast).toEqual(
    run.record('ask', 'ask').data.forecast,
  );
  expect(run.output).toMatch(/Left until the confirmation, as forecast: .* UTC\./);
  // Nothing has changed since the proofs, so there is nothing to look at again.
  for (const [id, job] of [
    ['tree', 'verify'],
    ['gateway-tree', 'refresh'],
  ] as const)
    expect(run.record('cutover', id).data.recheck).toMatchObject({
      kind: 'incremental',
      since: { job, attempt: 1 },
      folders: { changed: 0, compared: 0 },
      paths: { compared: 0, unchanged: 204 },
    });
  expect(run.record('cutover', 'tree').data.requests).toBe(0);
  expect(run.record('report', 'remove-canary').data.removed).toBe(true);
  expect(run.record('report', 'remove-confirmation').data.removed).toBe(true);
  expect(run.records.map(({ verdict }) => verdict)).not.toContain('fail');
  expect(run.verified).toMatch(/\nconsistent, not anchored\n$/);
  const kept = run.record('report', 'report').facts.find(({ name }) => name === 'Evidence bucket');
  expect(kept?.value).toMatch(
    /^s3:\/\/image-archive-evidence-111122223333\/evidence\/image-archive\/prepare\/[0-9a-f]{12}\/[0-9]+-1\/evidence\.json$/,
  );
  // The picture of the README shows this page; npm run docs:picture draws it again.
  const picture = readFileSync('docs/rehearsal.svg', 'utf8');
  expect(textOf(picture)).toBe(textOf(pictureOf(lastPage(run.output))));
});

test('evidence-replaced: the other object stays, and the report is no pass', async () => {
  const run = await rehearseScenario('evidence-replaced');
  const { facts, verdict, warnings } = run.record('report', 'report');
  expect(verdict).toBe('unproven');
  expect(warnings.join()).toMatch(
    /^s3:\/\/.*\/evidence\.json: expected this evidence, got another object, which stays as it is\./,
  );
  expect(facts.map(({ value }) => value).join()).toContain('another object stands at s3://');
  // The artifact is whole all the same.
  expect(run.verified).toMatch(/\nconsistent, not anchored\n$/);
});

test('throttled: nobody notices', async () => {
  const run = await rehearseScenario('throttled');
  expect(run.record('sync', 'delta').data).toMatchObject({ files: { done: 2 } });
});

test('lost-event: the refresh is unproven and says so; the listing decides', async () => {
  const run = await rehearseScenario('lost-event');
  const refresh = run.record('refresh', 'refresh');
  expect(refresh.verdict).toBe('unproven');
  expect(refresh.warnings).toHaveLength(1);
  expect(run.record('refresh', 'after').verdict).toBe('pass');
});

test('duplicate-event: counted once', async () => {
  const run = await rehearseScenario('duplicate-event');
  const refreshes = run.records.filter(({ step }) => step === 'refresh-cache');
  expect(refreshes.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
});

test('stale-client-cache: the listing waits until the client’s cache has expired', async () => {
  const run = await rehearseScenario('stale-client-cache');
  const { startedAt, endedAt } = run.record('refresh', 'after');
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(50_000);
});

test('slow-refresh: waited for', async () => {
  const run = await rehearseScenario('slow-refresh');
  const { startedAt, endedAt } = run.record('refresh', 'refresh');
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(890_000);
});

test('schedule-starts: the task has no schedule from the last transfer on, and the record keeps it', async () => {
  const run = await rehearseScenario('schedule-starts');
  expect(run.record('sync', 'delta').data).not.toHaveProperty('schedule');
  expect(run.record('cutover', 'final-delta').data).toMatchObject({ schedule: 'rate(1 hour)' });
});

test('expired-credentials: the session for changes is renewed while the last transfer runs', async () => {
  const run = await rehearseScenario('expired-credentials');
  const { startedAt, endedAt, data } = run.record('cutover', 'final-delta');
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(1_500_000);
  const leaseEnd = Date.parse(String(data.leaseEnd));
  expect(leaseEnd).toBeGreaterThan(Date.parse(endedAt));
  expect(leaseEnd).toBeLessThan(Date.parse(endedAt) + 900_000);
});

test('late-writer: the delta after the freeze carries what was written before it', async () => {
  const run = await rehearseScenario('late-writer');
  expect(run.record('cutover', 'final-delta').data).toMatchObject({ files: { done: 2 } });
  // late.txt lies at the top beside the canary: that folder alone is looked at again, everywhere.
  for (const id of ['tree', 'refresh', 'gateway-tree'])
    expect(run.record('cutover', id)).toMatchObject({
      verdict: 'pass',
      data: { recheck: { kind: 'incremental', folders: { changed: 1, compared: 1 } } },
    });
  expect(run.record('cutover', 'tree').data).toMatchObject({
    requests: 1,
    recheck: { paths: { compared: 2, unchanged: 203 } },
  });
  const told = run.record('report', 'report');
  expect(told.warnings).toEqual([]);
  expect(told.data.standing).toMatchObject([
    {
      value: expect.stringMatching(
        /^serves gateway \([^;]*\); takes writes; \/etc\/fstab: [^;,]*$/,
      ),
    },
    { name: 'State', value: expect.stringMatching(/^confirmed\. /) },
    { name: 'Held by' },
    { name: 'Next', value: expect.stringContaining('Finalize') },
  ]);
  const [down] = told.data.downtime as readonly Downtime[];
  const frozen = Date.parse(run.record('cutover', 'freeze').startedAt);
  const served = Date.parse(run.record('cutover', 'switch').endedAt);
  expect(down?.stretches).toMatchObject([{ says: expect.stringMatching(/ proven start, on its/) }]);
  const seconds = down?.stretches[0]?.seconds ?? 0;
  expect(seconds).toBeGreaterThan(120);
  expect(seconds).toBeLessThanOrEqual((served - frozen) / 1000);
  expect(run.record('cutover', 'refresh').data).toMatchObject({
    folders: ['/'],
    recursive: false,
  });
});

test('carry-back-conflict: the file at the source stays, and the other version is kept aside', async () => {
  const run = await rehearseScenario('carry-back-conflict');
  const carried = run.record('carry-back', 'carry');
  expect(carried.data.carried).toMatchObject({ count: 0, conflicts: 1, left: 0 });
  const [conflict] = carried.facts.filter(({ name }) => name === 'conflict');
  expect(conflict?.value).toMatch(
    /^written-after-the-cutover\.txt: expected -, got f:13:.*; kept in s3:\/\/.*\/conflicts\//,
  );
  expect(run.record('settle', 'settle').facts).toContainEqual({
    name: 'Carried to the source',
    value: '0 files; 1 conflict, 0 not copied',
  });
});

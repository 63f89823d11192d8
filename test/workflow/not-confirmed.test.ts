// Rehearsals that must end with the source serving, or before anything was changed.
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadScenario, scenarioNames } from '../../lab/faults/scenario.ts';
import { PREFLIGHT_SCENARIOS } from '../actions/preflight-scenarios.ts';
import { rehearse, rehearseScenario } from './rehearsal.ts';
import type { Rehearsed } from './rehearsal.ts';

const changed = ({ records }: Rehearsed): boolean => records.some(({ job }) => job === 'cutover');

test('denied: nothing of the cutover ran, and the rollback finds nothing to undo', async () => {
  const run = await rehearse(['--deny']);
  expect([run.exit, run.ending]).toEqual([2, 'denied']);
  expect(changed(run)).toBe(false);
  // The journal says that nothing is frozen, so no server is asked; and what waits at the gate must not begin any more.
  expect(run.record('rollback', 'go-back')).toMatchObject({
    data: { restored: [], after: [] },
    says: 'Nothing of this run is frozen or switched. The mounts stay as they are.',
  });
});

test('until plan: only read', async () => {
  const run = await rehearse(['--until', 'plan']);
  expect([run.exit, run.ending]).toEqual([0, 'planned']);
  expect(run.records.map(({ id, step }) => `${id}: ${step}`)).toEqual([
    'plan: plan',
    'preflight: plan',
    'report: report',
  ]);
});

test('until proof: the canary travels and is removed, no gate is asked', async () => {
  const run = await rehearse(['--until', 'proof']);
  expect([run.exit, run.ending]).toEqual([0, 'proven']);
  expect(changed(run)).toBe(false);
  expect(run.record('report', 'remove-canary').data.removed).toBe(true);
});

test('execution-error: stops before the gate, with code and detail', async () => {
  const run = await rehearseScenario('execution-error');
  expect(changed(run)).toBe(false);
  expect(run.record('sync', 'delta').error).toMatchObject({
    code: 'transfer-failed',
    message: expect.stringContaining('NfsServerUnavailable') as unknown,
  });
});

test('store-ignores-conditions: refused by the claim, and nothing is made on the source', async () => {
  const run = await rehearseScenario('store-ignores-conditions');
  expect(run.record('sync', 'claim').error).toMatchObject({
    code: 'not-ready',
    message: expect.stringContaining('this store ignores conditions') as unknown,
  });
  const synced = run.records.filter(({ job }) => job === 'sync');
  expect(synced.map(({ id }) => id)).toEqual(['claim']);
});

test('agent-offline: reported by the preflight, nothing started', async () => {
  const run = await rehearseScenario('agent-offline');
  const { error } = run.record('plan', 'preflight');
  expect(error?.code).toBe('preflight');
  expect(error?.message).toMatch(/Agent nfs-agent is online: OFFLINE/);
  expect(run.records.map(({ job }) => job)).toEqual(['plan', 'plan', 'report']);
});

test('nothing-ready: every problem at once, before anything is begun', async () => {
  const run = await rehearseScenario('nothing-ready');
  const { error } = run.record('plan', 'preflight');
  for (const { area, check } of PREFLIGHT_SCENARIOS['nothing-ready'] ?? [])
    expect(error?.message).toContain(`${area}: ${check}`);
  expect(run.record('plan', 'plan').verdict).toBe('pass');
  expect(run.records.map(({ job }) => job)).toEqual(['plan', 'plan', 'report']);
});

test('busy-mount: rolls back by itself, mounted and writable', async () => {
  const run = await rehearseScenario('busy-mount');
  expect(run.record('cutover', 'switch').error?.message).toContain('busy');
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('confirm-fails: the switched server comes back, the error is kept', async () => {
  const run = await rehearseScenario('confirm-fails');
  const { error, data } = run.record('cutover', 'switch');
  expect(error).toMatchObject({ code: 'went-back' });
  expect(data).toMatchObject({ state: 'source', after: [{ serves: 'source' }] });
  expect(data.restored).toHaveLength(1);
  const listed = run.record('list-written', 'list');
  expect(listed.warnings.join()).toContain('did not say that it has uploaded everything');
  expect(listed.data.state).toBe('rolled-back-unknown');
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('window-closed: the gate is passed too late, and nothing is begun', async () => {
  const run = await rehearseScenario('window-closed');
  expect(run.record('cutover', 'approval').error).toMatchObject({
    code: 'window-closed',
    message: expect.stringContaining('nothing was frozen') as unknown,
  });
  expect(run.records.map(({ id }) => id)).not.toContain('freeze');
});

test('window-gives-up: nothing is switched, and the source is thawed', async () => {
  const run = await rehearseScenario('window-gives-up');
  // The first proof behind the transfer sees it: the source is not frozen for all that would follow.
  expect(run.record('cutover', 'tree').error?.code).toBe('window-closed');
  expect(run.records.map(({ id }) => id)).not.toContain('switch');
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('service-unhealthy: the switch is undone, and the service runs on the source', async () => {
  const run = await rehearseScenario('service-unhealthy');
  const { error, data } = run.record('cutover', 'switch');
  expect(error?.code).toBe('went-back');
  expect(error?.message).toMatch(/service-not-started .*image-archive\.service \(failed\)/);
  expect(data).toMatchObject({ state: 'source', after: [{ serves: 'source' }] });
  expect(servicesIn(run)).toMatch(/^active: image-archive\.service; .*: ok$/);
  expect(downtimeIn(run)).toMatch(
    /^\d min .*, from the stop of its services to their proven start/,
  );
});

/** What the report says of the one server. */
const downtimeIn = (run: Rehearsed): string | undefined =>
  run.record('report', 'report').facts.find(({ name }) => name.startsWith('Downtime of '))?.value;
test('unlisted-client: what another client writes during the switch is seen, and the source serves', async () => {
  const run = await rehearseScenario('unlisted-client');
  const { error, data } = run.record('cutover', 'switch');
  expect(error?.code).toBe('went-back');
  expect(error?.message).toContain('1 path changed: unlisted.txt');
  expect(data).toMatchObject({ after: [{ serves: 'source' }], failure: { code: 'differs' } });
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('gateway-dead: its mount is taken away by force, and the source serves', async () => {
  const run = await rehearseScenario('gateway-dead');
  const { error, data } = run.record('cutover', 'switch');
  expect(error).toMatchObject({ code: 'went-back', message: expect.stringContaining('hung') });
  expect(data).toMatchObject({ after: [{ serves: 'source' }] });
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('rebooted-after-freeze: another boot is another freeze, and the switch refuses', async () => {
  const run = await rehearseScenario('rebooted-after-freeze');
  expect(run.record('cutover', 'switch').error?.message).toContain('not-frozen');
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('writes-after-switch: what was written through the gateway is listed', async () => {
  const run = await rehearseScenario('writes-after-switch');
  expect(run.record('cutover', 'switch').data).toMatchObject({ after: [{ serves: 'source' }] });
  expect(run.record('list-written', 'list')).toMatchObject({
    data: { state: 'rolled-back-listed', written: { count: 1 } },
  });
});

test('gateway-dirty: the list waits until the gateway says that all is uploaded', async () => {
  const run = await rehearseScenario('gateway-dirty');
  const { data, startedAt, endedAt } = run.record('list-written', 'list');
  expect(data).toMatchObject({ state: 'rolled-back-listed', written: { count: 1 } });
  // Of the lab's time: it cannot have ended before the upload.
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(100_000);
});

test('service-does-not-stop: nothing is frozen, and the service goes on', async () => {
  const run = await rehearseScenario('service-does-not-stop');
  expect(run.record('cutover', 'freeze').error?.message).toContain('service-not-stopped');
  expect(run.record('cutover', 'thaw').data.thawed).toEqual([]);
  expect(run.records.map(({ id }) => id)).not.toContain('final-delta');
  expect(servicesIn(run)).toMatch(/^active: image-archive\.service; /);
});

/** What the step that thaws says of the services. */
const servicesIn = (run: Rehearsed): string | undefined =>
  run.record('cutover', 'thaw').facts.find(({ name }) => name.endsWith(', services'))?.value;

test('lost-runner: the rollback job brings the server back', async () => {
  const run = await rehearseScenario('lost-runner');
  expect(changed(run)).toBe(false);
  const back = run.record('rollback', 'go-back').data;
  expect(back).toMatchObject({ before: [{ serves: 'gateway' }], after: [{ serves: 'source' }] });
  expect(run.record('rollback', 'thaw').data.thawed).toHaveLength(1);
  // Its machine has uploaded nothing: the evidence bucket has what it had done before.
  expect(downtimeIn(run)).toMatch(/ from the stop of its services to their proven start/);
  expect(run.record('report', 'report').facts).toContainEqual({
    name: 'From the evidence bucket alone',
    value: '9 records of cutover: no artifact has them',
  });
  expect(run.verified).toContain('consistent');
});

test('without a terminal and without an answer nothing is begun', async () => {
  const run = await rehearse([]);
  expect(run.exit).toBe(1);
  expect(run.output).toContain('--approve');
  expect(run.records).toEqual([]);
});

test('every scenario has its test here, among the confirmed, or with the preflight alone', async () => {
  const { readFile } = await import('node:fs/promises');
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const texts = await Promise.all(
    files.map((name) => readFile(`${import.meta.dirname}/${name}`, 'utf8')),
  );
  const stopped = Object.keys(PREFLIGHT_SCENARIOS);
  const byFinalize = scenarioNames().filter((name) => loadScenario(name).by === 'finalize');
  for (const name of scenarioNames().filter((one) => ![...stopped, ...byFinalize].includes(one)))
    expect(texts.join()).toContain(`rehearseScenario('${name}')`);
  for (const name of byFinalize) expect(texts.join()).toContain(`finalizeScenario('${name}')`);
  for (const name of stopped) expect(loadScenario(name).ends).toBe('failed');
  const byPlan = scenarioNames().filter((name) => loadScenario(name).by === 'plan');
  expect(byPlan.filter((name) => !stopped.includes(name))).toEqual([]);
});

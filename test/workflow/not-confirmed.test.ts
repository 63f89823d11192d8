// Rehearsals that must end with the source serving, or before anything was changed.
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadScenario, scenarioNames } from '../../lab/faults/scenario.ts';
import { PREFLIGHT_SCENARIOS } from '../actions/preflight-scenarios.ts';
import { rehearse, rehearseScenario } from './rehearsal.ts';
import type { Rehearsed } from './rehearsal.ts';

const changed = ({ records }: Rehearsed): boolean => records.some(({ job }) => job === 'cutover');

test('denied: nothing of the cutover ran, and the rollback finds nothing to undo', async () => {
  const night = await rehearse(['--deny']);
  expect([night.exit, night.ending]).toEqual([2, 'denied']);
  expect(changed(night)).toBe(false);
  expect(night.record('rollback', 'go-back').data).toMatchObject({
    restored: [],
    after: [{ serves: 'source', frozenBy: '', switchedBy: '' }],
  });
});

test('until plan: only read', async () => {
  const night = await rehearse(['--until', 'plan']);
  expect([night.exit, night.ending]).toEqual([0, 'planned']);
  expect(night.records.map(({ id, step }) => `${id}: ${step}`)).toEqual([
    'plan: plan',
    'preflight: plan',
    'report: report',
  ]);
});

test('until proof: the canary travels and is removed, no gate is asked', async () => {
  const night = await rehearse(['--until', 'proof']);
  expect([night.exit, night.ending]).toEqual([0, 'proven']);
  expect(changed(night)).toBe(false);
  expect(night.record('report', 'remove-canary').data.removed).toBe(true);
});

test('execution-error: stops before the gate, with code and detail', async () => {
  const night = await rehearseScenario('execution-error');
  expect(changed(night)).toBe(false);
  expect(night.record('sync', 'delta').error).toMatchObject({
    code: 'transfer-failed',
    message: expect.stringContaining('NfsServerUnavailable') as unknown,
  });
});

test('agent-offline: told by the preflight, nothing started', async () => {
  const night = await rehearseScenario('agent-offline');
  const { error } = night.record('plan', 'preflight');
  expect(error?.code).toBe('preflight');
  expect(error?.message).toMatch(/Agent nfs-agent is online: OFFLINE/);
  expect(night.records.map(({ job }) => job)).toEqual(['plan', 'plan', 'report']);
});

test('nothing-ready: every problem at once, before anything is begun', async () => {
  const night = await rehearseScenario('nothing-ready');
  const { error } = night.record('plan', 'preflight');
  for (const { area, check } of PREFLIGHT_SCENARIOS['nothing-ready'] ?? [])
    expect(error?.message).toContain(`${area}: ${check}`);
  expect(night.record('plan', 'plan').verdict).toBe('pass');
  expect(night.records.map(({ job }) => job)).toEqual(['plan', 'plan', 'report']);
});

test('busy-mount: goes back by itself, mounted and writable', async () => {
  const night = await rehearseScenario('busy-mount');
  expect(night.record('cutover', 'switch').error?.message).toContain('busy');
  expect(night.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('confirm-fails: the switched server comes back, the error is kept', async () => {
  const night = await rehearseScenario('confirm-fails');
  const { error, data, warnings } = night.record('cutover', 'switch');
  expect(error).toMatchObject({ code: 'went-back' });
  expect(data).toMatchObject({ state: 'source', after: [{ serves: 'source' }] });
  expect(data.restored).toHaveLength(1);
  expect(warnings.join()).toContain('had not uploaded everything');
  expect(night.record('cutover', 'thaw').data.thawed).toHaveLength(1);
});

test('lost-runner: the rollback job brings the server back', async () => {
  const night = await rehearseScenario('lost-runner');
  expect(changed(night)).toBe(false);
  const back = night.record('rollback', 'go-back').data;
  expect(back).toMatchObject({ before: [{ serves: 'gateway' }], after: [{ serves: 'source' }] });
  expect(night.record('rollback', 'thaw').data.thawed).toHaveLength(1);
});

test('without a terminal and without an answer nothing is begun', async () => {
  const night = await rehearse([]);
  expect(night.exit).toBe(1);
  expect(night.output).toContain('--approve');
  expect(night.records).toEqual([]);
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

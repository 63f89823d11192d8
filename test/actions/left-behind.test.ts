// What a run has made for its tests goes away, whichever side serves in the end and whichever attempt removes it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { ActionResult, ActionRun, Bench } from './action-process.ts';
import { loadScenario } from '../../lab/faults/scenario.ts';

const CANARY = 'new-image-42.jpg';
const CONFIRMATION = 'new-image2-42.jpg';
const SWITCH = { action: 'switch-mount', inputs: { to: 'gateway' } } as const;

const SECOND = { GITHUB_RUN_ATTEMPT: '2' };

const shows = ({ lab: { context } }: Bench, side: 'source' | 'gateway', name: string): boolean =>
  existsSync(join(context.world[side], name));

test('a canary that attempt 1 has removed from the source goes from the gateway in attempt 2', async () => {
  await using bench = await openBench();
  const remove = (sha256: string, attempt: number) =>
    bench.run({
      action: 'create-test-file',
      inputs: { ensure: 'absent', file: CANARY, sha256 },
      env: { GITHUB_JOB: 'report', GITHUB_RUN_ATTEMPT: String(attempt) },
      led: false,
    });
  const { outputs } = await bench.run({ action: 'create-test-file' });
  expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
  const refresh = { action: 'refresh-cache', inputs: { file: CANARY } };
  expect((await bench.run(refresh)).code).toBe(0);
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  const thaw = { action: 'freeze-source', inputs: { thaw: 'true' } };
  expect((await bench.run(thaw)).code).toBe(0);
  expect((await remove(outputs.sha256 ?? '', 1)).record?.data.removed).toBe(true);
  expect([shows(bench, 'source', CANARY), shows(bench, 'gateway', CANARY)]).toEqual([false, true]);

  bench.journal.write('approve-again', {
    ...{ run: '42', attempt: 2, job: 'job', jobId: null, link: null },
  });
  for (const run of [{ action: 'freeze-source' }, SWITCH])
    expect((await bench.run({ ...run, env: SECOND })).code).toBe(0);
  expect((await remove(outputs.sha256 ?? '', 2)).record?.data.removed).toBe(true);
  expect(shows(bench, 'gateway', CANARY)).toBe(false);
  // The switch is confirmed: nobody asks for the note any more.
  expect((await remove(outputs.sha256 ?? '', 2)).record?.data.removed).toBe(false);
});

test('a confirmation file of a job that was lost before its outputs goes by the note of the server', async () => {
  await using bench = await openBench();
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  expect((await bench.run(SWITCH)).code).toBe(0);
  expect(shows(bench, 'gateway', CONFIRMATION)).toBe(true);
  const { code, record } = await bench.run({
    action: 'create-test-file',
    inputs: { ensure: 'absent', which: 'confirmation' },
    led: false,
  });
  expect([code, record?.data]).toEqual([
    0,
    expect.objectContaining({ file: CONFIRMATION, removed: true }),
  ]);
  expect(shows(bench, 'gateway', CONFIRMATION)).toBe(false);
});

/** Attempt 1 is confirmed and undone; then attempt 2 freezes and switches. */
async function switchTwice(bench: Bench): Promise<ActionResult> {
  const runs: readonly ActionRun[] = [
    { action: 'freeze-source' },
    SWITCH,
    { action: 'switch-mount', inputs: { to: 'source', 'undo-confirmed': 'true' } },
    { action: 'freeze-source', inputs: { thaw: 'true' } },
  ];
  for (const run of runs) expect((await bench.run(run)).code).toBe(0);
  const owner = { run: '42', attempt: 1, job: 'job', jobId: null, link: null };
  bench.journal.write('list', owner, { written: { count: 0, digest: '0'.repeat(64) } });
  bench.journal.write('settle', owner);
  bench.journal.write('approve-again', { ...owner, attempt: 2 });
  expect((await bench.run({ action: 'freeze-source', env: SECOND })).code).toBe(0);
  return bench.run({ ...SWITCH, env: SECOND });
}

test('the object of attempt 1 does not confirm attempt 2, whose own file is never uploaded', async () => {
  const faults = { neverUploaded: 'new-image2-42-2' };
  const scenario = { ...loadScenario('confirm-fails'), faults };
  await using bench = await openBench({ scenario });
  const { code, record } = await switchTwice(bench);
  expect(bench.lab.store.get('image-archive-111122223333', CONFIRMATION)).toBeDefined();
  expect([code, record?.error?.code]).toEqual([53, 'went-back']);
  expect(record?.error?.message).toContain('new-image2-42-2.jpg');
});

test('the report of attempt 2 removes the confirmation files of both attempts', async () => {
  await using bench = await openBench();
  const { outputs, record } = await switchTwice(bench);
  expect(record?.data.confirmation).toMatchObject({ file: 'new-image2-42-2.jpg', created: true });
  const both = [CONFIRMATION, 'new-image2-42-2.jpg'];
  expect(both.map((name) => shows(bench, 'gateway', name))).toEqual([true, true]);
  const { file = '', sha256 = '' } = outputs;
  const removed = await bench.run({
    action: 'create-test-file',
    inputs: { ensure: 'absent', which: 'confirmation', file, sha256 },
    env: { ...SECOND, GITHUB_JOB: 'report' },
    led: false,
  });
  expect([removed.code, removed.record?.data.removed]).toEqual([0, true]);
  expect(both.map((name) => shows(bench, 'gateway', name))).toEqual([false, false]);
});

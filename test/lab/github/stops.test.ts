// How a run is stopped: cancellation and its ladder, the second Ctrl-C, the loss of a runner.
import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../../lab/github/run-events.ts';
import { runWorkflow } from '../../../lab/github/workflow-run.ts';
import { startLab } from '../../../lab/lab.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const WORKSPACE = join(REPOSITORY, 'test/fixtures/workflows');
const RUNBOOK = join(REPOSITORY, 'runbooks/image-archive.yml');

interface Stop {
  readonly cancel: AbortController;
  readonly kill: AbortController;
}

/** Runs stops.yml; `when` sees each event and may stop the run. */
async function run(inputs: Record<string, boolean>, when: (event: RunEvent, stop: Stop) => void) {
  await using lab = await startLab({ runbook: RUNBOOK, time: { mode: 'real', speed: 1 } });
  const stop = { cancel: new AbortController(), kill: new AbortController() };
  const events: RunEvent[] = [];
  const result = await runWorkflow({
    lab,
    file: join(WORKSPACE, 'stops.yml'),
    inputs,
    workspace: WORKSPACE,
    runId: '77',
    decide: () => Promise.resolve('approve'),
    on: (event) => {
      events.push(event);
      when(event, stop);
    },
    signal: stop.cancel.signal,
    kill: stop.kill.signal,
  });
  const logs = events.flatMap((event) => (event.kind === 'log' ? [event.text] : []));
  const orphans = await orphansOf(lab.context.world.root);
  return { ...result, logs, orphans };
}

/** A killed process may take a moment to be gone; one that is still there after two seconds was not killed. */
async function orphansOf(root: string): Promise<string[]> {
  const find = (): string[] => readdirSync('/proc').filter((pid) => isOf(pid, root));
  for (let i = 0; i < 20 && find().length > 0; i += 1) await pause(100);
  return find();
}

function isOf(pid: string, root: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`RUNNER_TEMP=${root}`);
  } catch {
    return false;
  }
}

const asleep = (event: RunEvent): boolean =>
  event.kind === 'log' && event.text === 'going to sleep';

test('a cancelled step gets SIGINT; cancelled() steps and always() jobs run, nothing is left behind', async () => {
  const ran = await run({}, (event, stop) => {
    if (asleep(event)) stop.cancel.abort();
  });
  expect(ran.logs).toContain('SIGINT received');
  expect(ran.logs).toContain('The operation was canceled.');
  expect(ran.logs).toContain('cancelled, status cancelled');
  expect(ran.logs).toContain('work was cancelled');
  expect(ran.result).toBe('cancelled');
  expect(ran.jobs.work?.result).toBe('cancelled');
  expect(ran.jobs.always?.result).toBe('success');
  expect(ran.jobs.never?.result).toBe('skipped');
  expect(ran.orphans).toEqual([]);
});

test('one that ignores SIGINT is terminated 7.5 s later', async () => {
  let cancelled = 0;
  const ran = await run({ stubborn: true }, (event, stop) => {
    if (!asleep(event)) return;
    cancelled = performance.now();
    stop.cancel.abort();
  });
  const took = performance.now() - cancelled;
  expect(took).toBeGreaterThan(7400);
  expect(took).toBeLessThan(10_000 + 5000);
  expect(ran.logs).toContain('cancelled, status cancelled');
});

test('a second Ctrl-C ends everything at once: no further step, no always()', async () => {
  const ran = await run({ stubborn: true }, (event, stop) => {
    if (!asleep(event)) return;
    stop.cancel.abort();
    stop.kill.abort();
  });
  expect(ran.logs).not.toContain('cancelled, status cancelled');
  expect(ran.logs).not.toContain('work was cancelled');
  expect(ran.orphans).toEqual([]);
});

test('a lost runner: no further step, no post; the job has failed and other jobs go on', async () => {
  const scenario = {
    name: 'lost',
    says: '',
    ends: 'failed',
    faults: { lostRunner: { job: 'work', document: 'switch-mount' } },
  } as const;
  await using lab = await startLab({ runbook: RUNBOOK, scenario });
  const logs: string[] = [];
  const result = await runWorkflow({
    lab,
    file: join(WORKSPACE, 'stops.yml'),
    inputs: {},
    workspace: WORKSPACE,
    runId: '78',
    decide: () => Promise.resolve('approve'),
    on: (event) => {
      if (event.kind === 'log') logs.push(event.text);
      if (asleep(event))
        lab.context.events.emit({ kind: 'document', phase: 'begins', document: 'switch-mount' });
    },
  });
  expect(result.jobs.work).toEqual({ result: 'failure', outputs: {} });
  expect(logs).toContain('The runner has lost communication with the server.');
  expect(logs).not.toContain('SIGINT received');
  expect(logs).toContain('work was failure');
});

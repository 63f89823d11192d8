// Workflows run as GitHub runs them: files, contexts, matrices, gates, artifacts, the REST API.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../../lab/github/run-events.ts';
import { runWorkflow } from '../../../lab/github/workflow-run.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const WORKSPACE = join(REPOSITORY, 'test/fixtures/workflows');

let lab: Lab;
let runs = 0;
beforeAll(async () => {
  lab = await startLab({ runbook: join(REPOSITORY, 'runbooks/image-archive.yml') });
});
afterAll(() => lab.close());

async function run(
  file: string,
  inputs: Record<string, string | boolean> = {},
  decision: Decision = 'approve',
) {
  const events: RunEvent[] = [];
  const asked: string[] = [];
  runs += 1;
  const result = await runWorkflow({
    lab,
    file: join(WORKSPACE, file),
    inputs,
    workspace: WORKSPACE,
    runId: String(1000 + runs),
    decide: (environment, job) => {
      asked.push(`${environment}: ${job}`);
      return Promise.resolve(decision);
    },
    on: (event) => events.push(event),
  });
  const logs = events.flatMap((event) => (event.kind === 'log' ? [event.text] : []));
  const steps = events.flatMap((event) =>
    event.kind === 'step' && event.phase === 'ends'
      ? [`${event.job.key}/${event.name}: ${event.conclusion}`]
      : [],
  );
  return { ...result, events, asked, logs, steps };
}

describe('a job and its steps', () => {
  let ran: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    ran = await run('files.yml', { who: 'me' });
  });

  test('outputs go through the files, and one that holds a mask is dropped whole', () => {
    expect(ran.jobs.first).toEqual({
      result: 'success',
      outputs: { said: 'two\nlines', list: '["a","b"]', outcome: 'failure-success' },
    });
    expect(ran.logs).toContain("Skip output 'secret' since it may contain secret.");
    expect(ran.logs).toContain('the password is ***');
  });

  test('a matrix made of an output runs each leg', () => {
    expect(ran.jobs.second).toEqual({ result: 'success', outputs: { last: 'b of 2' } });
    const legs = ran.events.flatMap((e) =>
      e.kind === 'job' && e.phase === 'begins' ? [e.job.name] : [],
    );
    expect(legs).toEqual(['The first', 'second (a)', 'second (b)']);
  });

  test('steps are named, skipped and posted as on GitHub', () => {
    expect(ran.steps).toContain('first/Level of step: success');
    expect(ran.steps).toContain('first/Run exit 1: skipped');
    expect(ran.steps).toContain('first/Post Run ./actions/speak: success');
    expect(ran.logs).toContain('post of speak: for the post step');
  });

  test('commands are obeyed until they are stopped', () => {
    expect(ran.logs).toContain('a.yml:3: it\nbroke');
    expect(ran.logs).toContain('::warning::not a command');
    const warnings = ran.events.flatMap((e) =>
      e.kind === 'log' && e.level === 'warning' ? [e.text] : [],
    );
    expect(warnings).toContain('a command');
    expect(warnings).not.toContain('not a command');
  });

  test('the summary is kept', () => {
    expect(ran.summaries).toEqual([
      { job: 'first', step: 'speak', name: 'Run ./actions/speak', text: '# hello me\n' },
    ]);
  });

  test('a process finds what GitHub gives it, and nothing of the caller', () => {
    const file = join(ran.folders.job('first'), '_temp', 'environment.json');
    const env = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    expect(env).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: 'speak',
      GITHUB_JOB: 'first',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: 'example/nfs-cutover',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_WORKSPACE: WORKSPACE,
      INPUT_SAY_WHAT: 'hello me',
      INPUT_FAIL: '0',
      LEVEL: 'step',
      WHO: 'me',
      RUNNER_OS: 'Linux',
      AWS_ENDPOINT_URL: lab.url,
    });
    expect(env.HOME?.startsWith(lab.context.world.root)).toBe(true);
    const known =
      /^(CI|GITHUB_|INPUT_|RUNNER_|LEVEL|WHO|HOME|LANG|PATH|NODE_COMPILE_CACHE|NFS_CUTOVER_LAB_CLOCK|AWS_ENDPOINT_URL|AWS_EC2_METADATA_DISABLED)/;
    expect(Object.keys(env).filter((name) => !known.test(name))).toEqual([]);
  });
});

describe('gates and results', () => {
  test('an approved run: only the gate asks, lab time passes, records travel', async () => {
    const before = lab.context.clock.now();
    const ran = await run('ends.yml');
    expect(ran.asked).toEqual(['cutover: gated']);
    expect(ran.jobs.prepare?.outputs.role).toBe(
      'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-prepare',
    );
    expect(ran.jobs.gated?.result).toBe('success');
    expect(ran.jobs.rollback?.result).toBe('skipped');
    expect(ran.jobs.report?.outputs.files).toBe('1');
    expect(Math.round((lab.context.clock.now() - before) / 1000)).toBe(30 * 60);
  });

  test('a denial is a failure without steps, and always() jobs run', async () => {
    const ran = await run('ends.yml', {}, 'reject');
    expect(ran.jobs.gated?.result).toBe('failure');
    expect(ran.steps.filter((step) => step.startsWith('gated/'))).toEqual([]);
    expect(ran.logs).toContain('status of gated is failure');
    expect(ran.jobs.after?.result).toBe('skipped');
  });

  test('a failed job skips what needs it, up the whole chain, and nobody is asked', async () => {
    const ran = await run('ends.yml', { fail: 'prepare' });
    expect(ran.asked).toEqual([]);
    expect(ran.logs).toContain('Process completed with exit code 3.');
    expect(ran.logs).toContain('after the failure');
    const results = Object.fromEntries(
      Object.entries(ran.jobs).map(([id, job]) => [id, job.result]),
    );
    expect(results).toEqual({
      prepare: 'failure',
      gated: 'skipped',
      rollback: 'skipped',
      report: 'success',
      after: 'skipped',
    });
  });

  test("a step's timeout is in lab time, fails the step, and lets the rollback run", async () => {
    const ran = await run('ends.yml', { fail: 'timeout' });
    expect(ran.logs).toContain('SIGINT received');
    expect(ran.logs).toContain("The action 'Run ./actions/sleep' has timed out after 5 minutes.");
    expect(ran.logs).toContain('rolling back');
    expect(ran.jobs.gated?.result).toBe('failure');
  });

  test('block scalars are read as YAML has them', async () => {
    const ran = await run('folded.yml');
    expect(ran.jobs.folded).toEqual({ result: 'success', outputs: { text: 'hello folded' } });
    expect(ran.logs).toContain('trapped');
  });
});

test.each([
  [{}, "required input 'who' is not given"],
  [{ who: 'me', kind: 'three' }, "input 'kind': expected one of one, two; got 'three'"],
  [{ who: 'me', other: 'x' }, "unexpected input 'other'"],
])('inputs that the form would refuse are refused: %j', async (inputs, message) => {
  await expect(run('files.yml', inputs as Record<string, string>)).rejects.toThrow(message);
});

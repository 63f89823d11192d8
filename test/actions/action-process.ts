// Runs an action's committed bundle as the runner does: a child process with its inputs in the environment.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../../lab/github/steps/compile-cache.ts';
import { startNode } from '../../lab/github/steps/node-process.ts';
import { inputVariables, outputsIn, pausedWhile } from '../../lab/github/steps/one-action.ts';
import type { Review } from '../../lab/github/jobs/environments.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab, LabTime } from '../../lab/lab.ts';
import type { Participant } from '../../lab/time/participants.ts';
import type { Scenario } from '../../lab/faults/scenario.ts';
import type { StepRecord } from '../../src/core/record.ts';
import type { ChainedRecord } from '../../src/evidence/chain.ts';
import { checkKinds } from '../../src/evidence/verify/check-kind.ts';
import { openGitHub } from './github-api.ts';
import { LabJournal, stateFor } from './journal-steps.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface ActionResult {
  /** Undefined when a signal ended the process. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly record: StepRecord | undefined;
}

export interface ActionRun {
  readonly action: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT and what else differs from a first attempt of run 42. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all output so far; what it returns is sent to the process as a signal. */
  readonly watch?: (stdout: string) => NodeJS.Signals | undefined;
  /** Called with the checkout before the process starts. */
  readonly prepare?: (workspace: string) => void;
  /** False: the journal is left as it stands. Otherwise it says what the steps before this one would have written. */
  readonly led?: boolean;
  /** Stops the process (SIGSTOP) behind so many of its API calls, or one by name; it goes on when `meanwhile` has ended. */
  readonly pauses?: {
    readonly afterCalls: number | string;
    readonly meanwhile: () => Promise<void>;
  };
  /** Kills the process (SIGKILL) when so many of its API calls have been carried out. */
  readonly killAfterCalls?: number;
}

/** A lab, a checkout with one runbook, and a way to run actions in both. */
export interface Bench extends AsyncDisposable {
  readonly lab: Lab;
  readonly journal: LabJournal;
  /** What was decided at the gates of run 42. */
  readonly reviews: Review[];
  readonly run: (run: ActionRun) => Promise<ActionResult>;
}

/** Opens a lab with the world of `runbook` (YAML text; the workshop's by default). */
export async function openBench(
  options: {
    readonly runbook?: string;
    readonly scenario?: Scenario;
    readonly time?: LabTime;
  } = {},
): Promise<Bench> {
  const workspace = mkdtempSync(join(tmpdir(), 'nfs-cutover-test-'));
  mkdirSync(join(workspace, 'runbooks'));
  const file = join(workspace, 'runbooks', 'image-archive.yml');
  if (options.runbook === undefined) cpSync(join(ROOT, 'runbooks', 'image-archive.yml'), file);
  else writeFileSync(file, options.runbook);
  const lab = await startLab({
    runbook: file,
    ...(options.scenario && { scenario: options.scenario }),
    ...(options.time && { time: options.time }),
  });
  const github = openGitHub(lab);
  const journal = new LabJournal(lab, readFileSync(file, 'utf8'));
  return {
    lab,
    journal,
    reviews: github.reviews,
    run: (run) => {
      if (run.led !== false) lead(journal, run);
      return runAction(lab, workspace, { ...run, env: { ...github.env, ...run.env } });
    },
    [Symbol.asyncDispose]: async () => {
      github[Symbol.dispose]();
      await lab.close();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}

/** Brings the migration to where the action's step finds it, in the name of its own job. */
function lead(journal: LabJournal, { action, inputs, env = {} }: ActionRun): void {
  const state = stateFor(action, inputs);
  if (state === undefined) return;
  const { GITHUB_RUN_ID: run = '42', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  const job = env.GITHUB_JOB ?? 'job';
  if (!/^[0-9]+$/.test(run) || !/^[1-9][0-9]*$/.test(attempt)) return;
  journal.reach(state, { run, attempt: Number(attempt), job, jobId: null, link: null });
}

let runs = 0;

async function runAction(lab: Lab, workspace: string, run: ActionRun): Promise<ActionResult> {
  const temp = join(workspace, `temp-${runs++}`);
  mkdirSync(temp);
  for (const name of ['output', 'summary']) writeFileSync(join(temp, name), '');
  run.prepare?.(workspace);
  using participant = lab.participants.open(run.action);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: temp,
    ...compileCache(),
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'job',
    GITHUB_ACTION: 'step',
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: temp,
    ...lab.env,
    ...participant.env,
    ...inputVariables(run.action, { runbook: 'runbooks/image-archive.yml', ...run.inputs }),
    ...run.env,
  };
  const place = { env: environment, cwd: workspace, participant };
  const { code, stdout } = await finish(lab, run, place);
  return {
    code,
    stdout,
    outputs: outputsIn(join(temp, 'output')),
    summary: readFileSync(join(temp, 'summary'), 'utf8'),
    record: ofItsKind(readRecord(join(temp, 'records', 'step.json'))),
  };
}

/** Whatever a test makes of a step: the verifier must know the form of its record. */
function ofItsKind(record: ChainedRecord | undefined): ChainedRecord | undefined {
  const faults = record === undefined ? [] : checkKinds([record]);
  if (faults.length > 0)
    throw new Error(`the record has no form of its kind: ${JSON.stringify(faults)}`);
  return record;
}

function finish(
  lab: Lab,
  { action, watch, pauses, killAfterCalls = Infinity }: ActionRun,
  {
    participant,
    ...place
  }: {
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly participant: Participant;
  },
): Promise<{ readonly code: number | undefined; readonly stdout: string }> {
  const bundle = join(ROOT, 'actions', 'dist', `${action}.mjs`);
  return new Promise((resolve, reject) => {
    const child = startNode(bundle, place);
    let calls = 0;
    let paused = false;
    const unwatch = lab.context.events.on((event) => {
      if (event.kind !== 'call') return;
      calls += 1;
      if (calls === killAfterCalls) child.kill('SIGKILL');
      if (pauses === undefined || paused) return;
      paused = [calls, event.operation].includes(pauses.afterCalls);
      if (paused) void pausedWhile(child, participant, pauses.meanwhile);
    });
    let stdout = '';
    const feed = (chunk: Buffer): void => {
      stdout += chunk.toString('utf8');
      const signal = watch?.(stdout);
      if (signal !== undefined) child.kill(signal);
    };
    child.stdout.on('data', feed);
    child.stderr.on('data', feed);
    child.once('error', reject);
    child.once('close', (code) => {
      unwatch();
      resolve({ code: code ?? undefined, stdout });
    });
  });
}

function readRecord(file: string): ChainedRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ChainedRecord;
  } catch {
    return undefined;
  }
}

// Runs one job: its environment's variables, its steps in order, the post steps last-in-first-out, its outputs.
import { readdirSync, readFileSync } from 'node:fs';
import { valueOf, textOf, textsOf, members } from '../stand-ins/tokens.ts';
import { JobState } from './job-state.ts';
import type { JobStart } from './job-state.ts';
import { watchRunner } from './runner-faults.ts';
import type { Result } from '../run-events.ts';
import type { JobOutcome, Run } from '../run.ts';
import { toTask } from '../steps/step-kinds.ts';
import type { Posts } from '../steps/step-kinds.ts';
import { runStep } from '../steps/step.ts';
import type { StepTask } from '../steps/step.ts';

/** From a cancellation to the moment at which GitHub's listener ends the worker. */
const CANCEL_LIMIT_MS = 285_000;
const DEFAULT_LIMIT_MINUTES = 360;

/** Runs the job to its end, or until its runner is taken for lost; nothing that happens inside it is thrown. */
export function runJob(run: Run, start: JobStart): Promise<JobOutcome> {
  run.emit({ kind: 'job', phase: 'begins', job: start.ref });
  const job = new JobState(run, start);
  const takenForLost = Promise.withResolvers<JobOutcome>();
  const whole = runWhole(job, () => {
    run.emit({ kind: 'job', phase: 'ends', job: start.ref, result: 'failure' });
    takenForLost.resolve({ result: 'failure', outputs: {} });
    return whole;
  });
  return Promise.race([whole, takenForLost.promise]);
}

/** `lose` ends it for everybody else, and answers its real end. */
async function runWhole(job: JobState, lose: () => Promise<unknown>): Promise<JobOutcome> {
  const { run, start } = job;
  using endings = new DisposableStack();
  endings.use(watch(job));
  endings.use(watchRunner(job, lose));
  let outputs: Record<string, string> = {};
  try {
    Object.assign(job.env, textsOf(run.workflow.env, job.scope()));
    Object.assign(job.env, textsOf(start.spec.env, job.scope()));
    limit(job);
    await runSteps(job);
    if (!job.lost.signal.aborted) outputs = outputsOf(job);
  } catch (error) {
    job.say('', 'error', error instanceof Error ? error.message : String(error));
    job.status = 'failure';
  }
  endOrphans(job);
  const result: Result = job.lost.signal.aborted ? lostResult(job) : job.status;
  if (!job.isLate) run.emit({ kind: 'job', phase: 'ends', job: start.ref, result });
  return { result, outputs };
}

async function runSteps(job: JobState): Promise<void> {
  const posts: Posts = [];
  const next = async (task: StepTask): Promise<void> => {
    if (!job.lost.signal.aborted) await runStep(job, task);
  };
  for (const spec of job.start.spec.steps) await next(toTask(job, spec, posts));
  for (const task of posts.reverse()) await next(task);
}

/** What may end a job from outside: the run's cancellation, the loss of its machine. */
function watch(job: JobState): Disposable {
  const { run, start } = job;
  const { clock } = run.lab.context;
  let noLimit: () => void = () => undefined;
  const cancel = (): void => {
    if (start.goesOn()) return;
    job.status = 'cancelled';
    job.cancel.abort();
    noLimit = clock.after(CANCEL_LIMIT_MS, () => job.lost.abort());
  };
  const kill = (): void => job.lost.abort();
  if (run.killed.aborted) kill();
  // A job that begins after the cancellation was let in by its condition.
  if (!run.cancelled.aborted) run.cancelled.addEventListener('abort', cancel);
  run.killed.addEventListener('abort', kill);
  return {
    [Symbol.dispose]: () => {
      run.cancelled.removeEventListener('abort', cancel);
      run.killed.removeEventListener('abort', kill);
      noLimit();
      job.endLimit();
    },
  };
}

function limit(job: JobState): void {
  const token = job.start.spec.timeoutMinutes ?? DEFAULT_LIMIT_MINUTES;
  const minutes = Number(valueOf(token, job.scope()));
  job.endLimit = job.run.lab.context.clock.after(minutes * 60_000, () => {
    const text = `The job has exceeded the maximum execution time of ${minutes}m0s`;
    job.say('', 'error', text);
    job.status = 'cancelled';
    job.cancel.abort();
  });
}

const lostResult = (job: JobState): Result => (job.cancel.signal.aborted ? 'cancelled' : 'failure');

/** Evaluates the job's outputs; one that a mask would change is dropped whole. */
function outputsOf(job: JobState): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, token] of members(job.start.spec.outputs)) {
    const value = textOf(token, job.scope());
    if (value === '') continue;
    if (job.masks.apply(value) === value) outputs[name] = value;
    else job.say('', 'warning', `Skip output '${name}' since it may contain secret.`);
  }
  return outputs;
}

/** Ends what the job's steps have left running: every process that carries the job's tracking id. */
function endOrphans(job: JobState): void {
  const mark = `RUNNER_TRACKING_ID=${job.trackingId}`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark))
        process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It is another user's, or has ended by itself in between.
    }
  }
}

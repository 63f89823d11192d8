// One step: its condition, its time limit, its cancellation, and what its end makes of the job.
import { holds } from '../workflow/expressions.ts';
import type { Scope } from '../workflow/expressions.ts';
import { asText } from '../workflow/expressions.ts';
import type { JobState } from '../jobs/job-state.ts';
import type { Result, StepRole } from '../run-events.ts';
import { textsOf, valueOf } from '../stand-ins/tokens.ts';
import type { Token } from '../stand-ins/tokens.ts';

/** What a step does, once it may. */
export interface StepTask {
  readonly id: string;
  /** Only a step of the file itself is in the `steps` context. */
  readonly recorded: boolean;
  readonly if: string;
  readonly role: StepRole;
  readonly name: (scope: Scope) => string;
  readonly env?: Token;
  readonly continueOnError?: Token;
  readonly timeoutMinutes?: Token;
  readonly execute: (call: StepCall) => Promise<StepEnd>;
}

export interface StepCall {
  readonly job: JobState;
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly env: Readonly<Record<string, string>>;
  readonly cancel: AbortSignal;
}

export interface StepEnd {
  readonly failed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

const NO_OUTPUTS = { failed: true, outputs: {} };

/** Runs the step if its condition holds, and takes its result over into the job. */
export async function runStep(job: JobState, task: StepTask): Promise<void> {
  let env: Record<string, string>;
  let name = task.id;
  try {
    env = textsOf(task.env, job.scope());
    name = task.name(job.scope(env));
    if (!holds(task.if, job.scope(env))) {
      end(job, task, { name, outcome: 'skipped', conclusion: 'skipped', outputs: {} });
      return;
    }
  } catch (error) {
    begin(job, task, name);
    job.say(task.id, 'error', `The template is not valid. ${message(error)}`);
    end(job, task, { name, outcome: 'failure', conclusion: 'failure', outputs: {} });
    return;
  }
  begin(job, task, name);
  await execute(job, task, { name, env });
}

async function execute(
  job: JobState,
  task: StepTask,
  { name, env }: { readonly name: string; readonly env: Record<string, string> },
): Promise<void> {
  using stop = new Stop(job, task, env);
  let ended: StepEnd;
  try {
    stop.limit(name);
    ended = await task.execute({
      job,
      id: task.id,
      name,
      scope: job.scope(env),
      env,
      cancel: stop.signal,
    });
  } catch (error) {
    job.say(task.id, 'error', message(error));
    ended = NO_OUTPUTS;
  }
  const outcome = job.lost.signal.aborted ? 'failure' : outcomeOf(ended, stop, job, task);
  const forgiven = outcome === 'failure' && !job.lost.signal.aborted && forgives(job, task, env);
  end(job, task, {
    name,
    outcome,
    conclusion: forgiven ? 'success' : outcome,
    outputs: ended.outputs,
  });
}

function outcomeOf(ended: StepEnd, stop: Stop, job: JobState, task: StepTask): Result {
  if (stop.timedOut !== undefined) {
    job.say(task.id, 'error', stop.timedOut);
    return 'failure';
  }
  if (stop.signal.aborted) {
    job.say(task.id, 'error', 'The operation was canceled.');
    return 'cancelled';
  }
  return ended.failed ? 'failure' : 'success';
}

function forgives(job: JobState, task: StepTask, env: Record<string, string>): boolean {
  return valueOf(task.continueOnError ?? false, job.scope(env)) === true;
}

/** What ends a step early: the job's cancellation, unless the step's condition still holds, or its time limit. */
class Stop implements Disposable {
  timedOut: string | undefined;
  readonly #controller = new AbortController();
  readonly #job: JobState;
  readonly #task: StepTask;
  readonly #env: Record<string, string>;
  readonly #onCancel = (): void => {
    if (!this.#stillHolds()) this.#stop();
  };
  #noLimit: () => void = () => undefined;

  constructor(job: JobState, task: StepTask, env: Record<string, string>) {
    this.#job = job;
    this.#task = task;
    this.#env = env;
    // A step that begins after the cancellation was let in by its condition: it runs unsignalled.
    if (!job.cancel.signal.aborted) job.cancel.signal.addEventListener('abort', this.#onCancel);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the step's `timeout-minutes`, in lab time. */
  limit(name: string): void {
    const minutes = valueOf(this.#task.timeoutMinutes, this.#job.scope(this.#env));
    if (minutes === null || minutes === 0) return;
    if (typeof minutes !== 'number')
      throw new Error(`timeout-minutes: expected a number, got '${asText(minutes)}'`);
    this.#noLimit = this.#job.run.lab.context.clock.after(minutes * 60_000, () => {
      this.timedOut = `The action '${name}' has timed out after ${minutes} minutes.`;
      this.#stop();
    });
  }

  [Symbol.dispose](): void {
    this.#noLimit();
    this.#job.cancel.signal.removeEventListener('abort', this.#onCancel);
  }

  #stop(): void {
    this.#job.run.time.deliver();
    this.#controller.abort();
  }

  #stillHolds(): boolean {
    try {
      return holds(this.#task.if, this.#job.scope(this.#env));
    } catch {
      return false;
    }
  }
}

function begin(job: JobState, task: StepTask, name: string): void {
  const { ref } = job.start;
  job.run.emit({ kind: 'step', phase: 'begins', job: ref, step: task.id, name, role: task.role });
}

interface Ended {
  readonly name: string;
  readonly outcome: Result;
  readonly conclusion: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

function end(job: JobState, task: StepTask, ended: Ended): void {
  const { name, outcome, conclusion, outputs } = ended;
  if (task.recorded) job.steps[task.id] = { outputs, outcome, conclusion };
  if (conclusion === 'failure' && job.status === 'success') job.status = 'failure';
  if (conclusion === 'cancelled') job.status = 'cancelled';
  const { ref } = job.start;
  job.run.emit({
    kind: 'step',
    phase: 'ends',
    job: ref,
    step: task.id,
    name,
    role: task.role,
    outcome,
    conclusion,
  });
}

const message = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

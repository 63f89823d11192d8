// What the rehearsal shows of a run: jobs, their steps, and the last words of each, built from the run's events.
import type { JobRef, LogLevel, Result, RunEvent, StepRole } from '../../lab/github/run-events.ts';
import { oneLine } from './style.ts';

export interface StepView {
  readonly id: string;
  readonly name: string;
  readonly role: StepRole;
  readonly begun: number;
  ended: number | undefined;
  state: 'running' | Result;
  /** The last line that it said. */
  detail: string;
  readonly notes: Note[];
}

export interface Note {
  readonly level: LogLevel;
  readonly text: string;
}

export interface JobView {
  readonly ref: JobRef;
  state: 'pending' | 'gate' | 'running' | Result;
  environment: string | undefined;
  decision: 'approved' | 'rejected' | undefined;
  begun: number | undefined;
  ended: number | undefined;
  readonly steps: StepView[];
  readonly notes: Note[];
}

export class RunView {
  readonly jobs: JobView[] = [];
  name = '';
  begun: number | undefined;
  now = 0;

  apply(event: RunEvent): void {
    this.now = event.at;
    this.begun ??= event.at;
    if (event.kind === 'run') {
      this.name = event.name;
      this.jobs.push(...event.jobs.map(pending));
      return;
    }
    const job = this.#job(event.job);
    switch (event.kind) {
      case 'gate':
        job.state = 'gate';
        job.environment = event.environment;
        break;
      case 'decision':
        job.decision = event.state;
        break;
      case 'job':
        if (event.phase === 'begins') begin(job, event.at);
        else end(job, event);
        break;
      case 'step':
        applyStep(job, event);
        break;
      case 'log':
        applyLog(job, event);
        break;
    }
  }

  /** The legs of a matrix take the place of their job when they begin. */
  #job(ref: JobRef): JobView {
    const known = this.jobs.find((job) => job.ref.key === ref.key);
    if (known?.ref.name === ref.name) return known;
    const fresh = pending(ref);
    const at = this.jobs.findIndex((job) => job.ref.key === ref.key || isPlanned(job, ref));
    if (at >= 0) this.jobs.splice(at, 1, fresh);
    else this.jobs.splice(this.jobs.findLastIndex((job) => job.ref.job === ref.job) + 1, 0, fresh);
    return fresh;
  }
}

const isPlanned = (job: JobView, ref: JobRef): boolean =>
  job.ref.key === ref.job && job.state === 'pending';

function pending(ref: JobRef): JobView {
  return {
    ref,
    state: 'pending',
    environment: undefined,
    decision: undefined,
    begun: undefined,
    ended: undefined,
    steps: [],
    notes: [],
  };
}

function begin(job: JobView, at: number): void {
  job.state = 'running';
  job.begun = at;
}

function end(job: JobView, event: { readonly at: number; readonly result: Result }): void {
  job.state = event.result;
  job.ended = event.at;
}

function applyStep(job: JobView, event: Extract<RunEvent, { kind: 'step' }>): void {
  let step = job.steps.findLast((other) => other.id === event.step);
  if (step === undefined) {
    const { step: id, role, at } = event;
    const name = oneLine(event.name);
    step = { id, name, role, begun: at, ended: undefined, state: 'running', detail: '', notes: [] };
    job.steps.push(step);
  }
  if (event.phase === 'begins') return;
  step.state = event.conclusion === 'success' ? event.outcome : event.conclusion;
  step.ended = event.at;
}

function applyLog(job: JobView, event: Extract<RunEvent, { kind: 'log' }>): void {
  const step = job.steps.findLast((other) => other.id === event.step);
  const text = oneLine(event.text);
  if (text === '' || event.level === 'debug' || event.level === 'group') return;
  if (event.level === 'info' || event.level === 'notice') {
    if (step !== undefined) step.detail = text;
  } else {
    (step ?? job).notes.push({ level: event.level, text });
  }
}

// The state of one job while its steps run: status, variables, masks, what its steps have said so far.
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventOf, githubContext, runnerContext } from './contexts.ts';
import type { JobPlaces } from './contexts.ts';
import type { Json, Scope } from '../workflow/expressions.ts';
import { hashFiles } from '../workflow/hash-files.ts';
import { idTokenOf } from './id-tokens.ts';
import { Masks } from './masks.ts';
import type { NodeProcess } from '../steps/node-process.ts';
import type { JobRef, LogLevel, Result } from '../run-events.ts';
import type { JobOutcome, Run } from '../run.ts';
import type { JobSpec } from '../workflow/workflow-file.ts';
import type { Participant } from '../../time/participants.ts';

export interface StepRecord {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: Result;
  readonly conclusion: Result;
}

/** What is known of a job before its first step. */
export interface JobStart {
  readonly spec: JobSpec;
  readonly ref: JobRef;
  readonly needs: Readonly<Record<string, JobOutcome>>;
  readonly matrix: Json;
  readonly strategy: Json;
  readonly environment?: string;
  /** Whether the job's condition still holds, asked when the run is cancelled: then the job goes on. */
  readonly goesOn: () => boolean;
}

export class JobState {
  readonly run: Run;
  readonly start: JobStart;
  readonly places: JobPlaces;
  readonly masks = new Masks();
  readonly steps: Record<string, StepRecord> = {};
  readonly trackingId = `github_${randomUUID()}`;
  /** Aborts when the job is cancelled, by the run or by its own time limit. */
  readonly cancel = new AbortController();
  /** Aborts when the machine of the job is gone. */
  readonly lost = new AbortController();
  status: 'success' | 'failure' | 'cancelled' = 'success';
  env: Record<string, string> = {};
  path: string[] = [];
  /** The workspace is empty until it is checked out. */
  checkedOut = false;
  /** Its runner was taken for lost, and goes on all the same. */
  isLate = false;
  /** The newest process of its steps. */
  running: { readonly child: NodeProcess; readonly participant: Participant } | undefined;
  /** Takes the job's time limit back. */
  endLimit: () => void = () => undefined;

  constructor(run: Run, start: JobStart) {
    this.run = run;
    this.start = start;
    const temp = join(run.folders.job(start.ref.key), '_temp');
    this.places = {
      job: start.spec.id,
      temp,
      token: `ghs_lab_${randomUUID().replaceAll('-', '')}`,
      idToken: `id_lab_${randomUUID().replaceAll('-', '')}`,
    };
    for (const token of [this.places.token, this.places.idToken]) this.masks.add(token);
    if (this.may('id-token', 'write'))
      run.idTokens.set(this.places.idToken, (audience) => this.idToken(audience));
    run.tokens.set(this.places.token, (scope, level) => this.may(scope, level));
    // Each job has a machine of its own, in each attempt.
    rmSync(temp, { recursive: true, force: true });
    if (run.pull !== undefined) {
      rmSync(run.workspace, { recursive: true, force: true });
      mkdirSync(run.workspace, { recursive: true });
    }
    mkdirSync(join(temp, '_github_workflow'), { recursive: true });
    mkdirSync(run.folders.home, { recursive: true });
    writeFileSync(
      join(temp, '_github_workflow', 'event.json'),
      `${JSON.stringify(eventOf(run), null, 2)}\n`,
    );
  }

  /** Whether the job's token has this permission. */
  may(scope: string, level: 'read' | 'write'): boolean {
    const { permissions } = this.start.spec;
    // Whatever the workflow asks for, a fork's token is read-only.
    if (level === 'write' && this.run.pull?.fork === true) return false;
    if (permissions === 'write-all') return true;
    const given = permissions === 'read-all' ? 'read' : permissions[scope];
    return given === 'write' || given === level;
  }

  /** An identity token of this job. */
  idToken(audience: string): string {
    return idTokenOf(this.run, this.start.environment, audience);
  }

  /** Contexts and functions for a step; `env` is what the step adds to the job's. */
  scope(env: Readonly<Record<string, string>> = {}): Scope {
    const { run, start, places } = this;
    return {
      contexts: {
        ...jobContexts(run, start),
        github: githubContext(run, places),
        secrets: { GITHUB_TOKEN: places.token },
        env: { ...this.env, ...env },
        steps: { ...this.steps } as unknown as Json,
        job: { status: this.status },
        runner: runnerContext(run, places),
      },
      functions: {
        success: () => this.status === 'success',
        failure: () => this.status === 'failure',
        cancelled: () => this.status === 'cancelled',
        always: () => true,
        hashFiles: (...patterns) => hashFiles(run.workspace, patterns),
      },
    };
  }

  /** What the runner itself says of the job, in a step's log or (`step` empty) in the job's. */
  say(step: string, level: LogLevel, text: string): void {
    this.run.emit({ kind: 'log', job: this.start.ref, step, level, text: this.masks.apply(text) });
  }
}

/** The contexts that the conditions and names of a job may use. */
export function jobContexts(
  run: Run,
  start: Omit<JobStart, 'goesOn' | 'ref' | 'spec'>,
): Record<string, Json> {
  return {
    github: githubContext(run),
    inputs: run.inputs,
    vars: run.environments.variables(start.environment),
    needs: start.needs as unknown as Json,
    matrix: start.matrix,
    strategy: start.strategy,
    secrets: {},
  };
}

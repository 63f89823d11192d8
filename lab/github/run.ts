// What all jobs of one workflow run share: its identity, its folders, its time and those who watch it.
import { join } from 'node:path';
import type { Busy } from '../time/clock.ts';
import type { Participant } from '../time/participants.ts';
import type { Lab } from '../lab.ts';
import type { Json } from './workflow/expressions.ts';
import type { Environments } from './jobs/environments.ts';
import type { Result, EmitRunEvent } from './run-events.ts';
import type { PullRequest } from './pull-request.ts';
import type { Workflow } from './workflow/workflow-file.ts';

/** What the runner needs of a lab. */
export type RunnerLab = Pick<Lab, 'url' | 'env' | 'context' | 'participants' | 'onRequest'>;

export const SERVER_URL = 'https://github.com';
export const API_PREFIX = '/_lab/github/';

export interface JobOutcome {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StepSummary {
  readonly job: string;
  readonly step: string;
  readonly name: string;
  readonly text: string;
}

export interface Run {
  readonly lab: RunnerLab;
  readonly workflow: Workflow;
  readonly file: string;
  readonly id: string;
  readonly attempt: number;
  readonly sha: string;
  /** Who has started each attempt, from the first on, where it is not the lab's own account. */
  readonly starters: readonly string[];
  /** Where the commit is checked out. For a pull request a folder of the run's own, empty when a job begins. */
  readonly workspace: string;
  /** What started the run; undefined for a dispatch. */
  readonly pull: PullRequest | undefined;
  readonly folders: RunFolders;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly environments: Environments;
  readonly time: RunnerTime;
  readonly emit: EmitRunEvent;
  readonly cancelled: AbortSignal;
  /** Cancels it, as the button on its page does. */
  readonly cancel: () => void;
  readonly killed: AbortSignal;
  readonly summaries: StepSummary[];
  /** Permissions by token, for the REST API. */
  readonly tokens: Map<string, (scope: string, level: 'read' | 'write') => boolean>;
  /** For jobs that may have identity tokens, by what they show for it: such a token, for an audience. */
  readonly idTokens: Map<string, (audience: string) => string>;
  /** What this attempt has uploaded and may find, and which attempts' artifacts the API tells besides. */
  readonly artifacts: RunArtifacts;
  /** Runs the workflow a second time, to its end; undefined in a run that is the second one. */
  readonly second: (() => Promise<void>) | undefined;
  /** Jobs that were taken for lost and go on later. */
  readonly late: LateJob[];
}

/** A job whose runner was stopped and taken for lost. */
export interface LateJob {
  /** The job before which it goes on. */
  readonly returns: string;
  /** Lets it go on, and waits for its end. */
  readonly goOn: () => Promise<void>;
}

export interface RunArtifacts {
  readonly ofThisAttempt: Set<string>;
  /** Whether the API tells those of earlier attempts: after "Re-run failed jobs", not after "Re-run all jobs". */
  readonly earlierToo: boolean;
}

/** What GitHub's REST API knows of a run. */
export type KnownRun = Pick<
  Run,
  'lab' | 'id' | 'attempt' | 'file' | 'sha' | 'environments' | 'tokens' | 'pull' | 'starters'
> & { readonly workflow: Pick<Workflow, 'name'> };

export interface RunFolders {
  readonly root: string;
  readonly home: string;
  readonly artifacts: string;
  readonly workspace: string;
  /** Programs that stand in for those of a runner's machine. */
  readonly programs: string;
  readonly job: (key: string) => string;
}

/** The folders of a run, all below the lab's root. */
export function runFolders(labRoot: string, id: string): RunFolders {
  const root = join(labRoot, 'github', id);
  return {
    root,
    home: join(root, 'home'),
    artifacts: join(root, 'artifacts'),
    workspace: join(root, 'work'),
    programs: join(root, 'programs'),
    job: (key) => join(root, 'jobs', key.replace(/[^A-Za-z0-9._-]/g, '_')),
  };
}

/** How long (real time) a signal may take to reach a sleeping process before lab time goes on. */
const DELIVERY_MS = 200;

/** The runner's own part in the lab's time: it holds time still but while a step's process runs. */
export class RunnerTime implements Disposable {
  readonly #lab: RunnerLab;
  #busy: Busy | undefined;

  constructor(lab: RunnerLab) {
    this.#lab = lab;
    this.#busy = lab.context.clock.busy('workflow runner');
  }

  /** Runs a step's process as a participant of the lab's time. */
  async during<T>(name: string, work: (participant: Participant) => Promise<T>): Promise<T> {
    using participant = this.#lab.participants.open(name);
    this.release();
    try {
      return await work(participant);
    } finally {
      this.hold();
    }
  }

  /** Lets so much of the lab's time pass while nothing runs. */
  async pass(milliseconds: number): Promise<void> {
    this.release();
    await new Promise<void>((resolve) => this.#lab.context.clock.after(milliseconds, resolve));
    this.hold();
  }

  /** Holds time still from now on. */
  hold(): void {
    this.#busy ??= this.#lab.context.clock.busy('workflow runner');
  }

  /** Lets time pass from now on. */
  release(): void {
    this.#busy?.[Symbol.dispose]();
    this.#busy = undefined;
  }

  /** Holds lab time while a signal is on its way to a process that may be sleeping. */
  deliver(): void {
    const busy = this.#lab.context.clock.busy('signal');
    setTimeout(() => busy[Symbol.dispose](), DELIVERY_MS);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

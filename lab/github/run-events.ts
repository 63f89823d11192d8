// What happens in a workflow run, for those who watch it: the rehearsal's display, tests.
import type { Instant } from '../time/clock.ts';

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A script or action of the repository itself, a third party's, or what an action does after all steps. */
export type StepRole = 'own' | 'third-party' | 'post';

export type LogLevel = 'info' | 'debug' | 'group' | 'notice' | 'warning' | 'error';

/** One job as it runs; the legs of a matrix have a `key` each, and share `job`. */
export interface JobRef {
  readonly key: string;
  readonly job: string;
  readonly name: string;
}

export type RunEvent = { readonly at: Instant } & (
  | { readonly kind: 'run'; readonly name: string; readonly jobs: readonly JobRef[] }
  /** A job waits for the decision about its environment. */
  | { readonly kind: 'gate'; readonly job: JobRef; readonly environment: string }
  | {
      readonly kind: 'decision';
      readonly job: JobRef;
      readonly environment: string;
      readonly state: 'approved' | 'rejected';
    }
  | { readonly kind: 'job'; readonly phase: 'begins'; readonly job: JobRef }
  | {
      readonly kind: 'job';
      readonly phase: 'ends';
      readonly job: JobRef;
      readonly result: Result;
    }
  | {
      readonly kind: 'step';
      readonly phase: 'begins';
      readonly job: JobRef;
      readonly step: string;
      readonly name: string;
      readonly role: StepRole;
    }
  | {
      readonly kind: 'step';
      readonly phase: 'ends';
      readonly job: JobRef;
      readonly step: string;
      readonly name: string;
      readonly role: StepRole;
      readonly outcome: Result;
      readonly conclusion: Result;
    }
  /** A line of a step's log, masked. `step` is empty for what the runner itself says of a job. */
  | {
      readonly kind: 'log';
      readonly job: JobRef;
      readonly step: string;
      readonly level: LogLevel;
      readonly text: string;
    }
);

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Emits an event; the run adds its time. */
export type EmitRunEvent = (event: WithoutTime<RunEvent>) => void;

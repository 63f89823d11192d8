// What a step saw and did. Logs, summaries and reports are made from records, so what is shown is what is kept.
import type { CutoverError, ErrorCode } from './errors.ts';

/** No evidence is never a pass: `unproven` is its own answer. */
export type Verdict = 'pass' | 'fail' | 'unproven';

/** One line of what a step found, in words for people. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The typed content of a record, by step. */
export type Data = Readonly<Record<string, unknown>>;

/** What a step hands back: the record's content and the action's outputs. */
export interface Outcome {
  readonly verdict: Verdict;
  /** One sentence that a person reads first. */
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  readonly data: Data;
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown that the job's summary shows below the record, made by a pure function elsewhere. */
  readonly markdown?: string;
  /** Heads the summary in place of the action's own title. */
  readonly title?: string;
  /** `markdown` has every warning and every problem in full: the summary does not repeat them. */
  readonly showsAll?: true;
  /** Set when the step failed after it had found something worth keeping. */
  readonly error?: CutoverError;
}

export interface StepRecord {
  readonly format: 2;
  /** The action, e.g. `run-datasync`. */
  readonly step: string;
  /** The id of the workflow's step, unique within its job. */
  readonly id: string;
  readonly job: string;
  /** Empty for an action about the repository as a whole. */
  readonly runbook: string;
  readonly run: string;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly verdict: Verdict;
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
  readonly data: Data;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

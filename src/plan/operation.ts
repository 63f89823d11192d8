// What a run will do, operation by operation. Texts are templates: see placeholders.ts.

export type Json =
  string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined };

/** A request of core/requests, with its parameters as the SDK takes them. */
export interface Request {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, Json>>;
}

/** One API call. */
export interface Call extends Request {
  readonly region: string;
}

interface Base {
  readonly job: string;
  /** The `id` of the workflow's step; `environment` if the job waits for it. */
  readonly step: string;
  readonly what: string;
  /** What it changes, in words; absent for what only reads. */
  readonly changes?: string;
  /** The condition under which it is done; absent for what every run does. */
  readonly only?: string;
  /** Why it is done more than once. */
  readonly repeats?: string;
  /** Adjacent operations with the same words are repeated together. */
  readonly loop?: string;
  /** Adjacent operations with the same words are done side by side: in any order. */
  readonly sideBySide?: string;
}

/** How something is waited for. */
export interface Waiting {
  /** The call that is repeated; absent if the operation before it is the one that is repeated. */
  readonly polled?: Call;
  readonly until: string;
  /** The pause before the second poll, and the longest pause between two polls. */
  readonly intervalMs: readonly [first: number, longest: number];
  readonly deadlineMs: number;
}

export interface CallOperation extends Base {
  readonly kind: 'call';
  readonly call: Call;
}

/** One of our documents on some servers: pinned to the reviewed text, sent, and waited for. */
export interface DocumentOperation extends Base {
  readonly kind: 'document';
  readonly document: string;
  readonly instances: readonly string[];
  /** As text; they are sent as base64. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The calls that compare the deployed text with the reviewed one. */
  readonly pin: readonly Call[];
  /** SendCommand, without `Parameters`. */
  readonly send: Call;
  readonly wait: Waiting & { readonly polled: Call };
  /** Sent only if the job is stopped meanwhile; absent for changes: they run to one of their two ends. */
  readonly cancel?: Call;
}

export interface WaitOperation extends Base {
  readonly kind: 'wait';
  readonly wait: Waiting;
}

/** The reviewers of an environment release the job. */
export interface GateOperation extends Base {
  readonly kind: 'gate';
  readonly environment: string;
}

export type Operation = CallOperation | DocumentOperation | WaitOperation | GateOperation;

/** One job of the workflow. */
export interface Job {
  readonly job: string;
  /** The environment whose role it has; absent if it needs none. */
  readonly environment?: string;
  /** The condition under which it runs; absent if every run that goes so far has it. */
  readonly only?: string;
  readonly operations: readonly Operation[];
}

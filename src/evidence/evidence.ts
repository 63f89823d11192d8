// evidence.json: the records of a run, what people decided, and the closing record, under one digest.
import { canonicalJson, digest } from '../core/canonical-json.ts';
import type { Fact } from '../core/record.ts';
import type { SignedDecision } from './judge-approvals.ts';
import { closingOf, sideBranches } from './chain.ts';
import type { ChainedRecord, Closing, SideBranch } from './chain.ts';
import type { State } from './run-ending.ts';

/** What the gates of the run let through, as the report counted it. */
export interface GateCount {
  /** Whether the job behind the gate has begun. */
  readonly passed: boolean;
  readonly quorum: number;
  readonly people: readonly string[];
  /** Gates of which nobody knows who released this attempt. */
  readonly unproven: readonly string[];
  readonly met: boolean;
}

/** What the report knows besides the records. */
export interface RunFacts {
  readonly run: string;
  readonly attempt: number;
  /** The page of the run, or null outside of GitHub. */
  readonly url: string | null;
  /** The whole runbook. */
  readonly runbook: object;
  readonly approvals: readonly SignedDecision[];
  readonly state: State;
  /** How each job ended, as GitHub says it. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly gate: GateCount;
  readonly change: { readonly ticket: string; readonly reason: string };
  /** Jobs that have succeeded and of which there is no record. */
  readonly missing: readonly string[];
  /** What the servers and the journal said last, a line each. */
  readonly standing: readonly Fact[];
  /** Where the servers are otherwise than the records say, or null. */
  readonly doubt: string | null;
}

export interface Evidence extends RunFacts {
  readonly format: 2;
  readonly records: readonly ChainedRecord[];
  /** The chains of late runners. */
  readonly side: readonly SideBranch[];
  readonly closing: Closing;
  /** SHA-256 of the canonical JSON of all other members, hex. */
  readonly digest: string;
}

/** The evidence of a run; `records` are in their order. */
export function evidenceOf(facts: RunFacts, records: readonly ChainedRecord[]): Evidence {
  const whole = {
    format: 2 as const,
    ...facts,
    records,
    side: sideBranches(records),
    closing: closingOf(records),
  };
  return { ...whole, digest: digest(whole) };
}

/** Where it is kept in the evidence bucket: one object for each attempt, below what the role of `report` may write. */
export const evidenceKey = (of: {
  /** The runbook's name. */
  readonly runbook: string;
  readonly migration: string;
  readonly run: string;
  readonly attempt: string;
}): string =>
  `evidence/${of.runbook}/prepare/${of.migration}/${of.run}-${of.attempt}/evidence.json`;

/** Where the page of the evidence at `key` is kept. */
export const pageKeyOf = (key: string): string => key.replace(/evidence\.json$/, 'report.html');

/** The text that is kept: canonical JSON and one line feed. */
export const evidenceText = (evidence: Evidence): string => `${canonicalJson(evidence)}\n`;

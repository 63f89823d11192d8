// What the page reads of evidence.json. More members than these may be there, and the optional ones may not.
import type { Fact, StepRecord, Verdict } from '../../core/record.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { Decision } from '../approval-count.ts';
import type { Approvals } from '../approval-count.ts';
import type { ChainedRecord } from '../chain.ts';
import { downtimes } from '../downtime.ts';
import type { Downtime } from '../downtime.ts';
import { gateCount, hasPassedGate } from '../gate-count.ts';
import { newest } from '../run-ending.ts';
import type { SignedDecision } from '../judge-approvals.ts';
import type { State } from '../run-ending.ts';

export interface Evidence {
  readonly run: string;
  readonly runbook: Runbook;
  readonly approvals: readonly (Decision & {
    readonly comment?: string;
    readonly isPerson?: boolean;
  })[];
  readonly state: State;
  readonly records: readonly (StepRecord & Partial<Pick<ChainedRecord, 'chain'>>)[];
  readonly digest?: string;
  readonly change?: { readonly ticket: string; readonly reason: string };
  readonly url?: string | null;
  /** Jobs that have succeeded and of which there is no record. */
  readonly missing?: readonly string[];
  /** What the servers and the journal said last, a line each. */
  readonly standing?: readonly Fact[];
  /** Where the servers are otherwise than the records say. */
  readonly doubt?: string | null;
  readonly drift?: readonly object[];
}

/** The evidence of a run with what several parts of the page make of it. */
export interface Night extends Evidence {
  /** Of each step the record of its last attempt. */
  readonly last: readonly StepRecord[];
  readonly attempt: number;
  readonly counted: Approvals;
  /** Whether a job behind the gate has left a record. */
  readonly passedGate: boolean;
  readonly downtime: readonly Downtime[];
  readonly trees: readonly Tree[];
}

/** A comparison of whole trees. */
export interface Tree {
  readonly record: StepRecord;
  readonly layer: 'bucket' | 'gateway';
  readonly verdict: Verdict;
  readonly data: TreeData;
}

/** The content of its record, as far as the page shows it. */
export interface TreeData {
  readonly depth?: 'size' | 'metadata' | 'content';
  readonly sample?: number | 'all';
  readonly differences: number;
  readonly first: readonly DifferenceRow[];
  readonly frozen?: boolean;
  readonly manifests?: readonly {
    readonly name: string;
    readonly rows: number;
    readonly sha256?: string;
    readonly source?: string;
  }[];
  readonly tally: {
    readonly paths: Readonly<Record<string, number>>;
    readonly source: { readonly paths: number; readonly bytes: number };
    readonly listed: Readonly<Record<'source' | 'bucket' | 'gateway', number>>;
  };
  readonly recheck?: {
    readonly kind: string;
    readonly paths?: Readonly<Record<'compared' | 'unchanged', number>>;
    readonly since?: { readonly job: string; readonly provenAt: string };
  };
}

/** A difference, as the comparison has kept it. */
export interface DifferenceRow {
  readonly verdict: string;
  readonly symbols: string;
  readonly path: string;
  readonly details: readonly string[];
  readonly lostBy?: string;
}

/** Reads once what the parts of the page share. */
export function nightOf(evidence: Evidence): Night {
  const { approvals, records, runbook } = evidence;
  const last = newest(records);
  const attempt = records.reduce((most, record) => Math.max(most, record.attempt), 1);
  return {
    ...evidence,
    ...{ last, attempt },
    counted: gateCount(runbook, approvals.map(signed), records, attempt),
    passedGate: hasPassedGate(records),
    downtime: downtimes(records, runbook.application.servers),
    trees: last.flatMap(treeOf),
  };
}

/** Evidence of older reports says neither. */
const signed = (one: Evidence['approvals'][number]): SignedDecision => ({
  comment: '',
  isPerson: true,
  ...one,
});

const LAYERS: Readonly<Record<string, Tree['layer']>> = {
  'verify-s3': 'bucket',
  'check-listing': 'gateway',
};

function treeOf(record: StepRecord): Tree[] {
  const { data, step, verdict } = record;
  const layer = LAYERS[step];
  if (layer === undefined || data.scope !== 'tree' || data.tally === undefined) return [];
  return [{ record, layer, verdict, data: data as unknown as TreeData }];
}

/** Milliseconds since 1970 of a time in a record. */
export const at = (iso: string): number => Date.parse(iso);

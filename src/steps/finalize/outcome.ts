// What finalize has seen and done, as its record, its summary and its outputs show it.
import type { Failure } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { exportKey } from './export-key.ts';
import type { Entry } from '../../journal/entry.ts';
import type { StepContext } from '../frame/context.ts';
import type { ConfirmedServer } from './confirmed-servers.ts';
import type { KeptExport } from './resource-export.ts';
import type { Removed } from './delete-resources.ts';
import type { Resource, TaskResources } from './resources.ts';

export interface Seen {
  /** SHA-256 of what finalize is about, the same before and behind the gate. */
  readonly digest: string;
  /** The newest entry of the journal, where nothing about it is in the way. */
  readonly newest: Entry | undefined;
  readonly servers: readonly ConfirmedServer[];
  readonly found: TaskResources;
  /** Of an earlier try. */
  readonly kept: KeptExport | undefined;
  /** What finalize would delete and is still there, in the order of the deletion. */
  readonly wanted: readonly Resource[];
  readonly problems: readonly Failure[];
  readonly warnings: readonly string[];
}

export interface Conclusion {
  readonly state: 'refused' | 'ready' | 'half-way' | 'finalized';
  readonly says: string;
  readonly removed?: Removed;
}

/** A pass, with every resource and its fate; the caller adds what went wrong. */
export function outcomeOf(
  { runbook }: StepContext,
  run: string,
  seen: Seen,
  { state, says, removed }: Conclusion,
): Outcome {
  const { servers, kept, problems, warnings } = seen;
  const place = `s3://${runbook.evidence.bucket}/${exportKey(runbook.name, run)}`;
  const fates = seen.found.resources.map((one) => ({
    kind: one.kind,
    arn: one.arn,
    fate: fateOf(one, seen.wanted, removed),
  }));
  const exported: readonly Fact[] =
    kept === undefined
      ? []
      : [
          { name: 'Export', value: place },
          { name: 'SHA-256 of the export', value: kept.sha256 },
        ];
  return {
    verdict: 'pass',
    says,
    facts: [
      { name: 'Run that was confirmed', value: run },
      ...problems.map(asFact),
      ...servers.map(holdOf),
      ...fates.map(({ kind, arn, fate }) => ({ name: NAMES[kind], value: `${fate}: ${arn}` })),
      ...exported,
    ],
    warnings,
    data: {
      state,
      run,
      servers,
      resources: fates,
      problems,
      ...(kept && { export: { place, sha256: kept.sha256 } }),
    },
    outputs: {
      state,
      export: kept === undefined ? '' : place,
      sha256: kept?.sha256 ?? '',
      seen: seen.digest,
      deleted: String(removed?.gone.length ?? 0),
    },
  };
}

const NAMES: Readonly<Record<Resource['kind'], string>> = {
  task: 'Task',
  source: 'Source location',
  destination: 'Destination location',
  agent: 'Agent',
};

const asFact = ({ what, expected, got }: Failure): Fact => ({
  name: 'In the way',
  value: `${what}: expected ${expected}, got ${got}`,
});

const holdOf = ({ server, confirmedAt, holdEnds }: ConfirmedServer): Fact => ({
  name: server,
  value: `served by the gateway, confirmed at ${confirmedAt}; the hold was over at ${holdEnds}`,
});

function fateOf(one: Resource, wanted: readonly Resource[], removed: Removed | undefined): string {
  if (one.description === undefined) return 'was gone before';
  if (removed?.gone.includes(one) === true) return 'deleted';
  if (!wanted.includes(one)) return 'stays (finalize.delete-agent is false)';
  return removed === undefined ? 'there' : 'still there';
}

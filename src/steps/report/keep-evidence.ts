// evidence.json as a file of the runner, for the artifact, with the lists that its records name.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { counted } from '../../core/text/markdown.ts';
import type { Approvals } from '../../evidence/approval-count.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { evidenceText } from '../../evidence/evidence.ts';
import type { Evidence, RunFacts } from '../../evidence/evidence.ts';
import { removedLists } from '../../evidence/read-records.ts';
import type { State } from '../../evidence/run-ending.ts';
import { checkChains } from '../../evidence/verify/check-chains.ts';
import type { GateDecision } from '../../github/approvals.ts';
import type { StepContext } from '../frame/context.ts';

/** What evidence.json has besides the records. */
export function runFacts(
  { run, runbook }: StepContext,
  jobs: ReadonlyMap<string, string>,
  found: {
    readonly approvals: readonly GateDecision[];
    readonly state: State;
    readonly counted: Approvals;
    readonly passedGate: boolean;
  },
): RunFacts {
  const { approvals, counted: count, passedGate: passed, state } = found;
  const { met, people, quorum, unproven } = count;
  return {
    ...{ run: run.id, attempt: run.attempt, url: run.url ?? null, runbook, approvals, state },
    jobs: Object.fromEntries(jobs),
    gate: { passed, quorum, people, unproven, met },
  };
}

/** A broken chain is no pass: the records are not those that the steps wrote, or not all of them. */
export function chainWarning(records: readonly ChainedRecord[]): readonly string[] {
  const [first, ...more] = checkChains(records);
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : `, and ${counted(more.length, 'fault')} more`;
  return [
    `The records are no whole chain: ${first.where} ${first.says}${rest}. Compare them with those of the jobs' artifacts before anybody relies on this report.`,
  ];
}

/** Writes it with its digest, and beside it what the records have lists of. */
export function keepEvidence({ env }: StepContext, folder: string, evidence: Evidence) {
  const file = writeEvidence(evidenceText(evidence), env);
  // The records hold the digests of these lists; a list of what was removed is evidence of its own.
  for (const list of removedLists(folder))
    copyFileSync(list, join(dirname(file), list.slice(folder.length + 1).replaceAll('/', '.')));
  return { file, digest: evidence.digest };
}

function writeEvidence(text: string, env: NodeJS.ProcessEnv): string {
  const folder = join(env.RUNNER_TEMP ?? '.', 'report');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'evidence.json');
  writeFileSync(file, text);
  return file;
}

// What evidence.json has besides the records, and whether these are a whole chain.
import { counted } from '../../core/text/markdown.ts';
import type { Approvals } from '../../evidence/approval-count.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import type { RunFacts } from '../../evidence/evidence.ts';
import { checkChains } from '../../evidence/verify/check-chains.ts';
import type { StepContext } from '../frame/context.ts';
import type { ReportInputs } from './inputs.ts';

/** What evidence.json has besides the records. */
export function runFacts(
  { run, runbook }: StepContext,
  { jobs, ticket, reason }: ReportInputs,
  found: Pick<RunFacts, 'approvals' | 'state' | 'missing' | 'standing'> & {
    readonly counted: Approvals;
    readonly passedGate: boolean;
    readonly doubt: string | undefined;
  },
): RunFacts {
  const { approvals, counted: count, passedGate: passed, state, missing, standing, doubt } = found;
  const { met, people, quorum, unproven } = count;
  return {
    ...{ run: run.id, attempt: run.attempt, url: run.url ?? null, runbook, approvals, state },
    jobs: Object.fromEntries(jobs),
    gate: { passed, quorum, people, unproven, met },
    ...{ change: { ticket, reason }, missing, standing, doubt: doubt ?? null },
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

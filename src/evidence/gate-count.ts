// Who counts as an approver of a run, from its evidence alone: for the report, its page and the verifier.
import type { StepRecord } from '../core/record.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { countApprovals } from './approval-count.ts';
import type { Approvals } from './approval-count.ts';
import type { ChainedRecord } from './chain.ts';
import { judgeApprovals } from './judge-approvals.ts';
import type { SignedDecision } from './judge-approvals.ts';

/**
 * Judged as the job behind the gate has judged it, where that job has passed: then it is known what the approvals were
 * about. Otherwise counted by GitHub's words alone, which have neither time nor attempt.
 */
export function gateCount(
  runbook: Runbook,
  decisions: readonly SignedDecision[],
  records: readonly (StepRecord & Partial<Pick<ChainedRecord, 'chain'>>)[],
  attempt: number,
): Approvals {
  const verified = records.findLast(
    (one) => one.step === 'verify-approval' && one.attempt === attempt && one.verdict === 'pass',
  );
  const asked = records.findLast(
    ({ step, data }) => step === 'ask-approval' && data.digest === verified?.data.digest,
  );
  if (verified === undefined || asked === undefined)
    return countApprovals(runbook, decisions, attempt);
  const { subject } = asked.data as { readonly subject?: { readonly decisions?: unknown } };
  const before = Array.isArray(subject?.decisions) ? (subject.decisions as string[]) : [];
  const starters = records.flatMap(({ chain, attempt: of }) =>
    (chain?.startedBy ?? []).map((user) => ({ attempt: of, user, isPerson: true })),
  );
  const digest = String(asked.data.digest);
  const judged = judgeApprovals(runbook, decisions, starters, { digest, before });
  const { people, problems, quorum, says } = judged;
  return {
    ...{ quorum, people, unproven: problems, met: problems.length === 0 },
    says: [says, ...problems].join('; '),
  };
}

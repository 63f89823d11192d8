// Who counts as an approver of a run, from its evidence alone: for the report, its page and the verifier.
import type { StepRecord } from '../core/record.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { countApprovals } from './approval-count.ts';
import type { Approvals } from './approval-count.ts';
import type { ChainedRecord } from './chain.ts';
import { cutoverRules, judgeApprovals } from './judge-approvals.ts';
import type { SignedDecision } from './judge-approvals.ts';

type Records = readonly (StepRecord & Partial<Pick<ChainedRecord, 'chain'>>)[];

/** What the job behind the gate does first, and on its way back: none of it goes forward. */
const NOT_FORWARD: readonly string[] = ['approval', 'go-back', 'thaw'];

/** Whether a job behind the gate has gone on: a gate that has refused was not passed. */
export const hasPassedGate = (records: Records): boolean =>
  records.some(
    ({ id, job, step, verdict }) =>
      job === 'cutover' &&
      (step === 'verify-approval' ? verdict === 'pass' : !NOT_FORWARD.includes(id)),
  );

/**
 * Judged as the job behind the gate has judged it, where its last look has passed: then it is known what the approvals
 * were about. Otherwise counted by GitHub's words alone, which have neither time nor attempt.
 */
export function gateCount(
  runbook: Runbook,
  decisions: readonly SignedDecision[],
  records: Records,
  attempt: number,
): Approvals {
  const verified = records.findLast(({ step }) => step === 'verify-approval');
  const asked = records.findLast(
    ({ step, data }) => step === 'ask-approval' && data.digest === verified?.data.digest,
  );
  if (verified?.verdict !== 'pass' || asked === undefined)
    return countApprovals(runbook, decisions, attempt);
  const { subject } = asked.data as { readonly subject?: { readonly decisions?: unknown } };
  const before = Array.isArray(subject?.decisions) ? (subject.decisions as string[]) : [];
  // Who starts a later attempt has not started what was approved.
  const starters = records
    .filter((one) => one.attempt <= verified.attempt)
    .flatMap(({ chain, attempt: of }) =>
      (chain?.startedBy ?? []).map((user) => ({ attempt: of, user, isPerson: true })),
    );
  const digest = String(asked.data.digest);
  const judged = judgeApprovals(cutoverRules(runbook), decisions, starters, { digest, before });
  const { people, problems, quorum, says } = judged;
  return {
    ...{ quorum, people, unproven: problems, met: problems.length === 0 },
    says: [says, ...problems].join('; '),
  };
}

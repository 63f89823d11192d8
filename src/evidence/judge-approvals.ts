// Whether people have approved exactly this: what they decided at the gates since it was asked, against the runbook's rules.
import { visible } from '../core/text/markdown.ts';
import { gatesOf, quorumOf } from '../runbook/quorum.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** One decision at one or more gates of a run, as GitHub reports it. */
export interface SignedDecision {
  readonly environments: readonly string[];
  readonly state: string;
  readonly user: string;
  readonly isPerson: boolean;
  readonly comment: string;
}

/** Who started an attempt of the run. */
export interface StartedBy {
  readonly attempt: number;
  readonly user: string;
  readonly isPerson: boolean;
}

/** By which rules approvals count. */
export interface ApprovalRules {
  /** The environments at which somebody must approve. */
  readonly gates: readonly string[];
  readonly quorum: number;
  readonly comment: Runbook['gates']['comment'];
}

/** The rules of the cutover. */
export const cutoverRules = (runbook: Runbook): ApprovalRules => ({
  gates: gatesOf(runbook),
  quorum: quorumOf(runbook),
  comment: runbook.gates.comment,
});

export interface Asked {
  /** SHA-256 of what was asked about, hex. */
  readonly digest: string;
  /** The decisions that stood there before it was asked, as `decisionLines` writes them. */
  readonly before: readonly string[];
}

export interface JudgedApprovals {
  readonly quorum: number;
  /** Everybody who has approved what was asked, each once. */
  readonly people: readonly string[];
  /** Why the approval does not hold: one sentence for each reason. */
  readonly problems: readonly string[];
  /** How many of how many, in words. */
  readonly says: string;
}

/** How many digits of the digest a reviewer's comment holds. */
export const COMMENT_DIGITS = 8;

/** Whether the comment of an approval names `digest`, in either case of its letters. */
export const namesDigest = (comment: string, digest: string): boolean =>
  comment.toLowerCase().includes(digest.slice(0, COMMENT_DIGITS));

/**
 * GitHub tells the decisions of all attempts of a run together, without time and attempt (GET …/runs/{run_id}/approvals).
 * So those that stood there when this was asked are taken away, as often as they stood there: the rest are about it.
 */
export function judgeApprovals(
  rules: ApprovalRules,
  decisions: readonly SignedDecision[],
  starters: readonly StartedBy[],
  asked: Asked,
): JudgedApprovals {
  const since = without(decisions, asked.before);
  const gates = rules.gates.map((gate) => ({
    gate,
    decided: since.filter(({ environments }) => environments.some((one) => same(one, gate))),
  }));
  const approvals = gates.flatMap(({ decided }) => decided.filter(isApproval));
  const people = [...new Map(approvals.map(({ user }) => [user.toLowerCase(), user])).values()];
  const { quorum } = rules;
  const problems = [
    ...gates.flatMap(({ gate, decided }) => problemsAt(gate, decided)),
    ...starterProblems(approvals, starters),
    ...approvals.flatMap((one) => problemsOf(one, rules, asked.digest)),
    ...(people.length < quorum
      ? [`${people.length} of ${quorum} different people have approved it`]
      : []),
  ];
  const says = `${people.length} of quorum ${quorum}, different people: ${people.map(visible).join(', ') || 'nobody'}`;
  return { quorum, people, problems: [...new Set(problems)], says };
}

/** One line for each decision, sorted: what `before` of a later question holds. */
export const decisionLines = (decisions: readonly SignedDecision[]): readonly string[] =>
  decisions.map(lineOf).sort();

const lineOf = ({ environments, state, user, comment }: SignedDecision): string =>
  JSON.stringify([environments.toSorted(), state, user.toLowerCase(), comment]);

function without(
  decisions: readonly SignedDecision[],
  before: readonly string[],
): readonly SignedDecision[] {
  const left = [...before];
  return decisions.filter((one) => {
    const at = left.indexOf(lineOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const isApproval = ({ state }: SignedDecision): boolean => state === 'approved';

/** A gate that nobody has passed, or at which somebody said no: that counts for good. */
function problemsAt(gate: string, decided: readonly SignedDecision[]): string[] {
  const rejected = decided.filter((one) => !isApproval(one));
  if (rejected.length > 0)
    return rejected.map(
      ({ state, user }) =>
        `${gate}: ${visible(state)} by ${visible(user)}, which holds for this run`,
    );
  return decided.length === 0 ? [`${gate}: nobody has approved it there`] : [];
}

function starterProblems(
  approvals: readonly SignedDecision[],
  starters: readonly StartedBy[],
): string[] {
  const apps = starters.filter(({ isPerson }) => !isPerson);
  const own = starters.filter(({ user }) => approvals.some((one) => same(one.user, user)));
  return [
    ...apps.map(
      ({ attempt, user }) =>
        `attempt ${attempt} was started by ${visible(user) || 'an account that is gone'}, which is no person`,
    ),
    ...own.map(
      ({ attempt, user }) => `${visible(user)} has started attempt ${attempt}, and approved it`,
    ),
  ];
}

function problemsOf(
  { user, isPerson, comment }: SignedDecision,
  { comment: wanted }: ApprovalRules,
  digest: string,
): string[] {
  return [
    ...(isPerson ? [] : [`${visible(user)} is an app, and no person`]),
    ...(wanted === 'none' || namesDigest(comment, digest)
      ? []
      : [
          `the comment of ${visible(user)} does not name the digest ${digest.slice(0, COMMENT_DIGITS)}`,
        ]),
  ];
}

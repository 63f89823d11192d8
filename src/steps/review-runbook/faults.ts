// What people must mend before a merge, and the runbooks for which the base branch's rules do not count.
import type { Rehearsal } from './rehearsal-result.ts';
import type { PullRequestReview } from './pull-request-review.ts';
import type { ComparedRunbook } from './compare-runbook.ts';

/** One thing that people must mend. */
export interface Fault {
  readonly kind: 'bad-runbook' | 'unproven';
  readonly says: string;
}

/**
 * Whether the pull request brings its own rules for runbooks and the runbook is valid by those: the rehearsal runs the
 * pull request's code, and has planned it.
 */
export const validByOwnRules = (
  { beside }: Pick<PullRequestReview, 'beside'>,
  runbook: ComparedRunbook,
): boolean =>
  beside.actions.length > 0 &&
  runbook.rehearsal?.steps.some(({ step, verdict }) => step === 'plan' && verdict === 'pass') ===
    true;

/** Whether the runbook needs a rehearsal: it is there, and valid by one of the two rules. */
export const isRehearsed = (
  review: Pick<PullRequestReview, 'beside'>,
  runbook: ComparedRunbook,
): boolean =>
  runbook.fate !== 'removed' && (runbook.problems.length === 0 || validByOwnRules(review, runbook));

/** Everything that people must mend, mistakes first. */
export function faultsOf(review: PullRequestReview): readonly Fault[] {
  const invalid = review.runbooks.filter(
    (runbook) => runbook.problems.length > 0 && !validByOwnRules(review, runbook),
  );
  const unproven = review.runbooks.filter(
    (runbook) => isRehearsed(review, runbook) && runbook.rehearsal?.outcome !== 'confirmed',
  );
  return [
    ...invalid.map(({ file, problems }): Fault => ({
      kind: 'bad-runbook',
      says: `${file} has ${count(problems.length, 'mistake')}`,
    })),
    ...unproven.map(({ file, rehearsal }): Fault => ({
      kind: 'unproven',
      says:
        rehearsal === undefined
          ? `the rehearsal of ${file} has no outcome`
          : `the rehearsal of ${file} ended ${cut(rehearsal.outcome, 40)}${whyNot(rehearsal)}`,
    })),
  ];
}

/** What the first step that failed has said. */
function whyNot({ steps }: Rehearsal): string {
  const failed = steps.find(({ verdict }) => verdict === 'fail');
  return failed === undefined ? '' : `: ${cut(failed.says, 400)}`;
}

/** At most so many characters, the last one a mark that there were more. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** `1 mistake`, `2 mistakes`. */
export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

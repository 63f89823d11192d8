// What to do next with a pull request, in order.
import { code } from '../../core/text/markdown.ts';
import { isRunbook } from '../../github/inputs.ts';
import { faultsOf } from './faults.ts';
import type { PullRequestReview } from './pull-request-review.ts';
import { bounded } from './cut-to-limit.ts';

/** A numbered list: mend, weigh, approve, rehearse, deploy, run. */
export function nextSteps(review: PullRequestReview): string {
  const faults = faultsOf(review);
  const steps = [
    ...(faults.length > 0 ? ['Mend what is named above, and push: the review starts again.'] : []),
    ...(review.marks.length > 0
      ? ['Weigh each risk above; the pull request should say why it is needed.']
      : []),
    approval(review),
    ...rehearseYourself(review),
    ...deployments(review),
    ...(faults.length > 0 ? [] : firstRuns(review)),
  ];
  const lines = steps.flatMap((step, i) => `${i + 1}. ${step}`.split('\n'));
  return ['### What to do next', '', ...bounded(lines, PART, (n) => `- and ${n} more`)].join('\n');
}

/** Characters: this part always stays. */
const PART = 8000;

const MOST_NAMED = 3;

/** Owners stand as code, so that the comment notifies nobody: GitHub itself asks them. */
function approval({ owned }: PullRequestReview): string {
  const nobody = owned.find(({ owners }) => owners.length === 0);
  const groups = owned
    .filter(({ owners }) => owners.length > 0)
    .map(({ owners, paths }) => `${owners.slice(0, 10).map(code).join(' or ')} for ${some(paths)}`);
  if (groups.length === 0)
    return `Ask for an approval: ${code('CODEOWNERS')} of the base branch names nobody for these files.`;
  const rest = nobody === undefined ? '' : `; nobody in particular for ${some(nobody.paths)}`;
  return `Approval by code owners: ${groups.slice(0, 10).join('; ')}${rest}.`;
}

function some(paths: readonly string[]): string {
  const named = paths.slice(0, MOST_NAMED).map(code).join(', ');
  return paths.length > MOST_NAMED ? `${named} and ${paths.length - MOST_NAMED} more` : named;
}

function rehearseYourself({ beside, pull, runbooks }: PullRequestReview): string[] {
  const there = runbooks.filter(({ fate, file }) => fate !== 'removed' && isRunbook(file));
  const [first] = there;
  if (first === undefined) return [];
  const commands = `gh pr checkout ${pull.number} && npm ci && npm run rehearse -- ${first.file}`;
  const strange =
    pull.fork && beside.ownCode
      ? ' It runs code of a fork on your machine: read it first, or use a container.'
      : '';
  return [`To see it for yourself: ${code(commands)}.${strange}`];
}

/** One step with a line for each stack. */
function deployments({ beside, runbooks }: PullRequestReview): string[] {
  const there = runbooks.filter(({ fate, file }) => fate !== 'removed' && isRunbook(file));
  const fresh = there.filter(({ fate }) => fate === 'new' || fate === 'renamed');
  const stacks = [
    ...(beside.documents.length > 0
      ? [`the documents (${code('infra/documents.yml')}): the actions refuse any but their own`]
      : []),
    ...(beside.roles ? [`the stack of each runbook (${code('infra/cutover.yml')})`] : []),
    ...fresh.map(({ file }) => `the stack of ${code(file)}, which makes its roles`),
  ];
  if (stacks.length === 0) return [];
  const example = fresh[0]?.file ?? there[0]?.file ?? 'runbooks/<name>.yml';
  const how = `${code(`npm run infra -- ${example}`)} prints the commands`;
  const lines = stacks.map((stack) => `\n   - ${stack}`).join('');
  return [`After the merge and before the next run deploy; ${how}:${lines}`];
}

function firstRuns({ runbooks }: PullRequestReview): string[] {
  const run = runbooks.some(({ fate }) => fate !== 'removed');
  return run
    ? [
        `After the merge: ${code('Actions → Cutover → Run workflow')} with ${code('until: plan')}, then ${code('until: proof')}.`,
      ]
    : [];
}

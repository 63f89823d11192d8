// Checks what an environment must be; calls nothing.
import { visible } from '../../core/text/markdown.ts';
import type { Environment, Repository } from '../../github/environments.ts';
import type { EnvironmentKind } from '../../runbook/quorum.ts';
import type { Finding } from './finding.ts';

interface Problem {
  readonly found: string;
  readonly cure: string;
}

const SETUP = 'docs/setup.md, step 7';

/** All that is wrong with one environment, or one pass. `environment` is undefined if there is none of that name. */
export function judgeEnvironment(
  name: string,
  kind: EnvironmentKind,
  environment: Environment | undefined,
  repository: Repository,
): readonly Finding[] {
  const subject = { area: 'Gates', check: `Environment ${name}` } as const;
  if (environment === undefined) return [{ ...subject, state: 'fail', ...missing(kind) }];
  const problems = [
    ...(kind === 'gate' ? gateProblems(environment, repository) : []),
    ...(kind === 'back' ? backProblems(environment) : []),
    ...branchProblems(environment, repository),
  ];
  const unknown: readonly Finding[] =
    kind === 'gate' && environment.adminsBypass === undefined
      ? [{ ...subject, state: 'unproven', ...BYPASS_UNKNOWN }]
      : [];
  if (problems.length + unknown.length === 0)
    return [{ ...subject, state: 'pass', found: asItIs(kind, environment, repository) }];
  return [...problems.map((one) => ({ ...subject, state: 'fail' as const, ...one })), ...unknown];
}

const missing = (kind: EnvironmentKind): Problem => ({
  found: `no such environment; expected one ${kind === 'gate' ? 'with required reviewers' : 'for the default branch alone'}. GitHub makes it silently and without protection when a job names it`,
  cure: `make it before any run: ${SETUP}; if it exists, give this job "actions: read"`,
});

const BYPASS_UNKNOWN: Problem = {
  found: 'GitHub does not say whether administrators may bypass; expected can_admins_bypass: false',
  cure: `clear "Allow administrators to bypass configured protection rules": ${SETUP}; on GitHub Enterprise Server upgrade it`,
};

function gateProblems(environment: Environment, { isPrivate }: Repository): Problem[] {
  const found: Problem[] = [];
  if (environment.reviewers === 0)
    found.push({
      found: `no required reviewers${isPrivate ? ', in a private repository' : ''}; expected at least one: without them the cutover asks nobody`,
      cure: isPrivate
        ? `name reviewers (${SETUP}). In a private or internal repository GitHub has them with GitHub Enterprise alone: on Free, Pro and Team take that plan, or run the cutover from a public repository`
        : `name reviewers: ${SETUP}`,
    });
  else if (!environment.preventsSelfReview)
    found.push({
      found: 'who starts a run may approve it; expected prevent_self_review: true',
      cure: `set "Prevent self-review": ${SETUP}`,
    });
  if (environment.adminsBypass === true)
    found.push({
      found: 'administrators may pass it without approval; expected can_admins_bypass: false',
      cure: `clear "Allow administrators to bypass configured protection rules": ${SETUP}`,
    });
  return found;
}

function backProblems({ reviewers, waitMinutes, otherRules }: Environment): Problem[] {
  const waits = [
    ...(reviewers > 0 ? [`${reviewers} required reviewers`] : []),
    ...(waitMinutes > 0 ? [`a wait timer of ${waitMinutes} minutes`] : []),
    ...otherRules.map((rule) => `the rule ${visible(rule)}`),
  ];
  if (waits.length === 0) return [];
  return [
    {
      found: `${waits.join(', ')}; expected nothing to wait for: a rollback must not need anybody`,
      cure: `remove reviewers, wait timer and further rules from it: ${SETUP}`,
    },
  ];
}

function branchProblems({ branches }: Environment, { defaultBranch }: Repository): Problem[] {
  const isDefaultAlone =
    typeof branches !== 'string' &&
    branches.length === 1 &&
    branches[0]?.kind === 'branch' &&
    branches[0].pattern === defaultBranch;
  if (isDefaultAlone) return [];
  return [
    {
      found: `${branchesInWords(branches)}; expected the branch ${visible(defaultBranch)} alone: a workflow that somebody edited on another one would run here`,
      cure: `choose "Selected branches and tags" with the one branch ${visible(defaultBranch)}: ${SETUP}`,
    },
  ];
}

function branchesInWords(branches: Environment['branches']): string {
  if (branches === 'all') return 'every branch may use it';
  if (branches === 'protected')
    return 'every protected branch may use it; if none is protected, every branch may';
  if (branches.length === 0) return 'no branch may use it';
  return branches.map(({ kind, pattern }) => `${visible(kind)} ${visible(pattern)}`).join(', ');
}

function asItIs(
  kind: EnvironmentKind,
  { reviewers }: Environment,
  { defaultBranch }: Repository,
): string {
  const branch = `the branch ${visible(defaultBranch)} alone`;
  if (kind === 'gate')
    return `${reviewers} required ${reviewers === 1 ? 'reviewer' : 'reviewers'}, no self-review, no bypass, ${branch}`;
  return kind === 'back' ? `waits for nobody, ${branch}` : branch;
}

// The protection of the lab's environments, in the form of GitHub's REST API.
import { REVIEWER } from '../jobs/contexts.ts';
import type { Json } from '../workflow/expressions.ts';
import { DEFAULT_BRANCH } from '../repository.ts';
import type { KnownRun } from '../run.ts';

/** Each gate has a reviewer of its own. */
export const reviewerOf = (run: KnownRun, environment: string, login?: string): Json =>
  accountOf(login ?? `${REVIEWER}-of-${environment}`, 2 + (run.environments.id(environment) ?? 0));

/** An account; the login of an app ends with `[bot]`. */
export const accountOf = (login: string, id: number): Json => ({
  login,
  id,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
});

/** GET environments/{name}; undefined where there is none. */
export function environment(run: KnownRun, [name = '']: readonly string[]): Json | undefined {
  const { environments } = run;
  const id = environments.id(name);
  if (id === undefined) return undefined;
  const known = environments.isSetUp(name);
  const fault = environments.fault(name);
  const custom = { protected_branches: false, custom_branch_policies: true };
  const guarded = { protected_branches: true, custom_branch_policies: false };
  const isOpen = !known || fault === 'any-branch';
  return {
    id,
    name,
    can_admins_bypass: !known || fault === 'bypass',
    protection_rules: [
      ...(fault === 'wait-timer' ? [{ id: id * 10, type: 'wait_timer', wait_timer: 30 }] : []),
      ...(environments.isGate(name)
        ? [reviewersOf(id, reviewerOf(run, name), fault !== 'self-review')]
        : []),
      ...(isOpen ? [] : [{ id: id * 10 + 1, type: 'branch_policy' }]),
    ],
    deployment_branch_policy: isOpen ? null : fault === 'protected-branches' ? guarded : custom,
  };
}

const reviewersOf = (id: number, reviewer: Json, preventSelfReview: boolean): Json => ({
  id: id * 10 + 2,
  type: 'required_reviewers',
  prevent_self_review: preventSelfReview,
  reviewers: [{ type: 'User', reviewer }],
});

/** GET environments/{name}/deployment-branch-policies; undefined where there is no such environment. */
export function branchPolicies(run: KnownRun, [name = '']: readonly string[]): Json | undefined {
  const { environments } = run;
  const id = environments.id(name);
  if (id === undefined) return undefined;
  const fault = environments.fault(name);
  const policies: Json[] = [];
  const add = (pattern: string, type: 'branch' | 'tag'): void => {
    policies.push({ id: id * 10 + 3 + policies.length, name: pattern, type });
  };
  const hasNone = fault === 'any-branch' || fault === 'protected-branches';
  if (environments.isSetUp(name) && !hasNone)
    add(fault === 'tag' ? 'v*' : DEFAULT_BRANCH, fault === 'tag' ? 'tag' : 'branch');
  if (fault === 'other-branch') add('release/*', 'branch');
  return { total_count: policies.length, branch_policies: policies };
}

// How the environments of the repository are protected, as GitHub says it.
import { CutoverError } from '../core/errors.ts';
import { getEnvironment, getRepository, listBranchPolicies } from '../core/requests/github.ts';
import { githubApi } from './octokit.ts';
import type { GitHubAccess } from './octokit.ts';
import { gitHubFailure } from './refusals.ts';

export interface Repository {
  readonly defaultBranch: string;
  /** Private or internal: then most plans have no required reviewers. */
  readonly isPrivate: boolean;
}

export interface Environment {
  readonly reviewers: number;
  /** Their accounts and teams by name, sorted; one that GitHub does not name is left out. */
  readonly reviewerNames: readonly string[];
  readonly preventsSelfReview: boolean;
  /** Undefined where GitHub does not say. */
  readonly adminsBypass: boolean | undefined;
  readonly waitMinutes: number;
  /** Kinds of rules beside reviewers, the timer and branches: those of GitHub Apps. */
  readonly otherRules: readonly string[];
  /** `all`; `protected`: each that a rule protects, and all where none does; or patterns with their kind. */
  readonly branches: 'all' | 'protected' | readonly BranchPattern[];
}

export interface BranchPattern {
  readonly kind: string;
  readonly pattern: string;
}

export interface GitHubEnvironments {
  /** Throws `github-unavailable`. */
  repository(): Promise<Repository>;
  /** The environment of that name, or undefined where there is none. Throws `github-unavailable`. */
  environment(name: string): Promise<Environment | undefined>;
}

/**
 * Reads GET /repos/{owner}/{repo}, its `environments/{name}` and their `deployment-branch-policies`. Needs
 * `actions: read` in a private repository; the first is open to every token of the repository.
 */
export async function openEnvironments(access: GitHubAccess): Promise<GitHubEnvironments> {
  const { repository: full } = access;
  const api = await githubApi(access);
  const [owner = '', repo = ''] = full.split('/');
  const of = { owner, repo };
  return {
    repository: async () => {
      const what = `the repository ${full}`;
      const { data } = await answered(what, () =>
        api.request('GET /repos/{owner}/{repo}', getRepository(of).parameters),
      );
      return { defaultBranch: data.default_branch, isPrivate: data.private };
    },
    environment: async (name) => {
      const what = `the environment ${name} of ${full}`;
      const asked = getEnvironment(of, name).parameters;
      const found = await unlessMissing(what, () =>
        api.request('GET /repos/{owner}/{repo}/environments/{environment_name}', asked),
      );
      if (found === undefined) return undefined;
      const { protection_rules: rules, deployment_branch_policy: policy } = found.data;
      if (rules === undefined || policy === undefined)
        throw unreadable(what, 'no protection_rules or no deployment_branch_policy');
      return {
        ...protectionOf(rules),
        adminsBypass: bypassOf(found.data),
        branches: await branchesOf(what, policy, () =>
          api.request(POLICIES, listBranchPolicies(of, name).parameters),
        ),
      };
    },
  };
}

const POLICIES =
  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies';

interface Rule {
  readonly type: string;
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly { readonly reviewer?: unknown }[];
}

const OWN_RULES = ['required_reviewers', 'wait_timer', 'branch_policy'];

function protectionOf(rules: readonly Rule[]) {
  const reviewing = rules.find(({ type }) => type === 'required_reviewers');
  const waiting = rules.find(({ type }) => type === 'wait_timer');
  const reviewers = (reviewing?.reviewers ?? []).filter(({ reviewer }) => Boolean(reviewer));
  return {
    reviewers: reviewers.length,
    reviewerNames: reviewers.flatMap(nameOf).sort(),
    preventsSelfReview: reviewing?.prevent_self_review === true,
    waitMinutes: waiting?.wait_timer ?? 0,
    otherRules: rules.map(({ type }) => type).filter((type) => !OWN_RULES.includes(type)),
  };
}

/** A user has a login, a team a slug. */
function nameOf({ reviewer }: { readonly reviewer?: unknown }): string[] {
  const { login, slug } = reviewer as { readonly login?: unknown; readonly slug?: unknown };
  return [login, slug].filter((one) => typeof one === 'string').slice(0, 1);
}

/** In the answer, and not in the types of the client. */
function bypassOf(data: object): boolean | undefined {
  const { can_admins_bypass: bypass } = data as { readonly can_admins_bypass?: unknown };
  return typeof bypass === 'boolean' ? bypass : undefined;
}

interface Listing {
  readonly data: {
    readonly total_count: number;
    readonly branch_policies: readonly { readonly name?: string; readonly type?: string }[];
  };
}

async function branchesOf(
  what: string,
  policy: { readonly custom_branch_policies: boolean } | null,
  list: () => Promise<Listing>,
): Promise<Environment['branches']> {
  if (policy === null) return 'all';
  if (!policy.custom_branch_policies) return 'protected';
  const { data } = await answered(`the branches of ${what}`, list);
  const patterns = data.branch_policies.map(({ name = '', type = 'branch' }) => ({
    kind: type,
    pattern: name,
  }));
  if (patterns.length !== data.total_count)
    throw unreadable(what, `${patterns.length} of ${data.total_count} branch patterns`);
  return patterns;
}

const statusOf = (thrown: unknown): number | undefined => {
  const { status } = thrown as { readonly status?: unknown };
  return typeof status === 'number' ? status : undefined;
};

async function unlessMissing<T>(what: string, send: () => Promise<T>): Promise<T | undefined> {
  return await answered(what, () =>
    send().catch((thrown: unknown) => {
      if (statusOf(thrown) === 404) return undefined;
      throw thrown;
    }),
  );
}

async function answered<T>(what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    throw gitHubFailure(what, cause, 'actions: read');
  }
}

const unreadable = (what: string, got: string): CutoverError =>
  new CutoverError('github-unavailable', {
    what,
    expected: 'an answer that says how it is protected',
    got,
    cure: 'look at the environment in the settings of the repository, then re-run this job',
  });

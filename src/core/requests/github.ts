// Requests to GitHub, member by member as its client takes them: what is sent is what the plan shows.

/** A repository by the two parts of its name. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

const github = <Operation extends string, Parameters>(
  operation: Operation,
  parameters: Parameters,
) => ({ service: 'github', operation, parameters }) as const;

/** GET /repos/{owner}/{repo}. */
export const getRepository = (of: RepositoryName) => github('GetRepository', { ...of });

/** GET …/environments/{environment_name}. */
export const getEnvironment = (of: RepositoryName, name: string) =>
  github('GetEnvironment', { ...of, environment_name: name });

/** GET …/environments/{environment_name}/deployment-branch-policies: as many as an environment can have. */
export const listBranchPolicies = (of: RepositoryName, name: string) =>
  github('ListDeploymentBranchPolicies', { ...of, environment_name: name, per_page: 100 });

/** GET …/actions/runs/{run_id}/approvals. */
export const getReviewsForRun = <Run extends number | string>(of: RepositoryName, run: Run) =>
  github('GetReviewsForRun', { ...of, run_id: run });

/** GET …/actions/runs/{run_id}/attempts/{attempt_number}: who started that attempt. */
export const getRunAttempt = <Run extends number | string, Attempt extends number | string>(
  of: RepositoryName,
  run: Run,
  attempt: Attempt,
) => github('GetWorkflowRunAttempt', { ...of, run_id: run, attempt_number: attempt });

/** GET …/compare/{basehead}: where `head` stands beside `base`. Its list of commits is not wanted. */
export const compareCommits = (of: RepositoryName, base: string, head: string) =>
  github('CompareCommits', { ...of, basehead: `${base}...${head}`, per_page: 1 });

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

/** GET …/issues: a page of all of them, the newest first. Pull requests are among them. */
export const listIssues = <Page extends number | string>(of: RepositoryName, page: Page) =>
  github('ListIssues', { ...of, state: 'all' as const, per_page: 100, page });

/** POST …/issues. */
export const createIssue = (of: RepositoryName, title: string, body: string) =>
  github('CreateIssue', { ...of, title, body });

/** PATCH …/issues/{issue_number}: open again, or closed as done or as not done. */
export const updateIssue = <
  Issue extends number | string,
  State extends string,
  Reason extends string,
>(
  of: RepositoryName,
  issue: Issue,
  { state, reason }: { readonly state: State; readonly reason: Reason },
) => github('UpdateIssue', { ...of, issue_number: issue, state, state_reason: reason });

/** GET …/issues/{issue_number}/comments: a page of them, the oldest first. */
export const listComments = <Issue extends number | string, Page extends number | string>(
  of: RepositoryName,
  issue: Issue,
  page: Page,
) => github('ListComments', { ...of, issue_number: issue, per_page: 100, page });

/** POST …/issues/{issue_number}/comments. */
export const createComment = <Issue extends number | string>(
  of: RepositoryName,
  issue: Issue,
  body: string,
) => github('CreateComment', { ...of, issue_number: issue, body });

/** PATCH …/issues/comments/{comment_id}. */
export const updateComment = <Comment extends number | string>(
  of: RepositoryName,
  comment: Comment,
  body: string,
) => github('UpdateComment', { ...of, comment_id: comment, body });

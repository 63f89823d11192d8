// The one issue of a migration: found by its marker, opened, and closed; and its one comment, edited in place.
import * as github from '../core/requests/github.ts';
import { githubApi } from './octokit.ts';
import type { GitHubAccess, GitHubApi } from './octokit.ts';
import { gitHubFailure } from './refusals.ts';

export interface IssueText {
  /** What the body of the issue begins with, and its comment: nobody sees either. */
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly comment: string;
  /** Closed behind the comment, as done or as not done; undefined: it stays open. */
  readonly closeAs: 'completed' | 'not_planned' | undefined;
}

export interface KeptIssue {
  readonly number: number;
  readonly url: string;
  readonly state: 'opened' | 'reopened' | 'kept';
}

/** GITHUB_TOKEN's own name: anybody can write the marker into an issue of theirs. */
const AUTHOR = 'github-actions[bot]';
/** So many pages of a hundred are looked through: an older issue is not found, and a new one is opened. */
const PAGES = 10;

/** Needs `issues: write`; throws `github-unavailable` for whatever GitHub refuses. */
export async function keepIssue(access: GitHubAccess, text: IssueText): Promise<KeptIssue> {
  const api = await githubApi(access);
  const [owner = '', repo = ''] = access.repository.split('/');
  const at: Place = { api, of: { owner, repo } };
  try {
    const issue = await openIssue(at, text);
    await sayIn(at, issue.number, text);
    if (text.closeAs !== undefined) await setState(at, issue.number, 'closed', text.closeAs);
    return issue;
  } catch (thrown) {
    access.signal.throwIfAborted();
    throw gitHubFailure(`the change issue in ${access.repository}`, thrown, 'issues: write');
  }
}

interface Place {
  readonly api: GitHubApi;
  readonly of: github.RepositoryName;
}

/** The issue of the marker. One that was closed as done belongs to an earlier migration of that name. */
async function openIssue(at: Place, text: IssueText): Promise<KeptIssue> {
  const { api, of } = at;
  const found = await findIssue(at, text.marker);
  if (found === undefined) {
    const asked = github.createIssue(of, text.title, `${text.marker}\n${text.body}`).parameters;
    const { data } = await api.request('POST /repos/{owner}/{repo}/issues', asked);
    return { number: data.number, url: data.html_url, state: 'opened' };
  }
  const { number, html_url: url, state } = found;
  if (state === 'open') return { number, url, state: 'kept' };
  await setState(at, number, 'open', 'reopened');
  return { number, url, state: 'reopened' };
}

async function findIssue({ api, of }: Place, marker: string) {
  for (let page = 1; page <= PAGES; page += 1) {
    const { data } = await api.request(
      'GET /repos/{owner}/{repo}/issues',
      github.listIssues(of, page).parameters,
    );
    const own = data.find(
      ({ body, pull_request: pull, user }) =>
        pull === undefined && user?.login === AUTHOR && body?.startsWith(marker) === true,
    );
    if (own !== undefined)
      return own.state === 'closed' && own.state_reason === 'completed' ? undefined : own;
    if (data.length < 100) return undefined;
  }
  return undefined;
}

async function sayIn(at: Place, issue: number, { marker, comment }: IssueText): Promise<void> {
  const { api, of } = at;
  const body = `${marker}\n${comment}`;
  const id = await findComment(at, issue, marker);
  if (id === undefined)
    await api.request(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      github.createComment(of, issue, body).parameters,
    );
  else
    await api.request(
      'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
      github.updateComment(of, id, body).parameters,
    );
}

async function findComment(
  { api, of }: Place,
  issue: number,
  marker: string,
): Promise<number | undefined> {
  for (let page = 1; page <= PAGES; page += 1) {
    const { data } = await api.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      github.listComments(of, issue, page).parameters,
    );
    const own = data.find(
      ({ body, user }) => user?.login === AUTHOR && body?.startsWith(marker) === true,
    );
    if (own !== undefined) return Number(own.id);
    if (data.length < 100) return undefined;
  }
  return undefined;
}

async function setState(
  { api, of }: Place,
  issue: number,
  state: 'open' | 'closed',
  reason: 'completed' | 'not_planned' | 'reopened',
): Promise<void> {
  await api.request(
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    github.updateIssue(of, issue, { state, reason }).parameters,
  );
}

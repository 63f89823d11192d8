// The one comment of this repository's runs on a pull request, edited in place.
import { githubApi } from './octokit.ts';
import type { GitHubAccess } from './octokit.ts';
import { gitHubFailure, isForbidden } from './refusals.ts';

export interface CommentPlace extends GitHubAccess {
  readonly number: number;
  /** The commit that the comment is about. */
  readonly headSha: string;
}

export type Commented =
  | { readonly state: 'created' | 'edited' | 'unchanged'; readonly url: string }
  /** The pull request has a newer commit: its own run comments. */
  | { readonly state: 'outdated' }
  /** The token may not write: a fork's, or Dependabot's; or the conversation is locked. */
  | { readonly state: 'refused' };

/** What GitHub takes: 65,536 characters (it answers "body is too long (maximum is 65536 characters)"). */
export const COMMENT_LIMIT = 65_536;

/** GITHUB_TOKEN's own name. Nobody can register it: brackets are not allowed. */
const AUTHOR = 'github-actions[bot]';

/**
 * Creates the comment, or edits the one that begins with `marker` and is our own; anybody can write the marker into
 * theirs. An equal text is left alone. Needs `pull-requests: write`; `github-unavailable` where GitHub does not answer.
 */
export async function stick(place: CommentPlace, marker: string, body: string): Promise<Commented> {
  try {
    return await write(place, marker, body);
  } catch (cause) {
    if (isForbidden(cause)) return { state: 'refused' };
    const what = `the comment on pull request ${place.number} of ${place.repository}`;
    throw gitHubFailure(what, cause, 'pull-requests: write');
  }
}

async function write(place: CommentPlace, marker: string, body: string): Promise<Commented> {
  const { repository, number, headSha } = place;
  const api = await githubApi(place);
  const [owner = '', repo = ''] = repository.split('/');
  const { data: pull } = await api.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner,
    repo,
    pull_number: number,
  });
  if (pull.head.sha !== headSha) return { state: 'outdated' };
  const pages = api.paginate.iterator('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const own = data.find(
      (comment) => comment.user?.login === AUTHOR && comment.body?.startsWith(marker) === true,
    );
    if (own === undefined) continue;
    const { html_url: url, id } = own;
    // GitHub may have taken a line break or a space off the end.
    if (own.body?.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd())
      return { state: 'unchanged', url };
    await api.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      owner,
      repo,
      comment_id: id,
      body,
    });
    return { state: 'edited', url };
  }
  const { data } = await api.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: number,
    body,
  });
  return { state: 'created', url: data.html_url };
}

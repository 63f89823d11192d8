// Shows the reviewers of a pull request what it changes for a cutover. It reads both versions, and runs neither.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { GitHubAccess } from '../../github/octokit.ts';
import { complain, warn } from '../../github/output.ts';
import { readPullRequest } from '../../github/pull-request.ts';
import { COMMENT_LIMIT, stick } from '../../github/sticky-comment.ts';
import type { Commented } from '../../github/sticky-comment.ts';
import type { RepositoryContext } from '../frame/context.ts';
import { gitHubAccess } from '../frame/github-access.ts';
import { count, faultsOf, validByOwnRules } from './faults.ts';
import { sectionsOf } from './review-markdown.ts';
import { reviewPullRequest } from './pull-request-review.ts';
import type { Checkouts, PullRequestReview } from './pull-request-review.ts';
import { fit } from './cut-to-limit.ts';
import type { Room } from './cut-to-limit.ts';

export interface ReviewInputs extends Checkouts {
  /** Writes the comment; without it there is only the summary. */
  readonly token: string | undefined;
}

/** Anybody can write it into a comment; the step edits only a comment of its own that begins with it. */
const MARKER = '<!-- nfs-cutover: review-runbook -->';

const inComment: Room = { limit: COMMENT_LIMIT, size: (text) => text.length };
/** A step's summary may have 1 MiB; the record's own part comes before it. */
const inSummary: Room = { limit: 1_000_000, size: (text) => Buffer.byteLength(text) };

/** Annotates, comments if it may, and writes the whole as `review.md`. Fails if people must mend something. */
export async function reviewRunbook(
  context: RepositoryContext,
  inputs: ReviewInputs,
): Promise<Outcome> {
  const { env, say } = context;
  const review = read(context, inputs);
  annotate(review);
  const sections = sectionsOf(review);
  const file = write(sections.map(({ markdown }) => markdown).join('\n\n'), env);
  const marked = [{ title: 'marker', rank: 0 as const, markdown: MARKER }, ...sections];
  const note = (leftOut: readonly string[]): string => cutNote(leftOut, review);
  const body = fit(marked, inComment, note);
  const commented = await comment(review, body, gitHubAccess(context, inputs.token));
  say(inWords(commented));
  return outcomeOf(review, {
    commented,
    outputs: { review: file, comment: 'url' in commented ? commented.url : '' },
    markdown: fit(sections, inSummary, note),
  });
}

function read({ env, run }: RepositoryContext, inputs: ReviewInputs): PullRequestReview {
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  return reviewPullRequest(
    {
      base: resolve(workspace, inputs.base),
      head: resolve(workspace, inputs.head),
      rehearsals: resolve(workspace, inputs.rehearsals),
    },
    {
      pull: readPullRequest(env),
      url: run.url,
      repositoryUrl: run.url?.replace(/\/actions\/runs\/.*$/, ''),
    },
  );
}

interface Shown extends Pick<Outcome, 'outputs' | 'markdown'> {
  readonly commented: Commented | NotCommented;
}

function outcomeOf(review: PullRequestReview, { commented, outputs, markdown }: Shown): Outcome {
  const { marks, pull, runbooks } = review;
  const faults = faultsOf(review);
  const error = faults.length === 0 ? undefined : errorOf(faults);
  return {
    verdict: error === undefined ? 'pass' : 'fail',
    says: `${count(runbooks.length, 'runbook')} looked at: ${count(faults.length, 'thing')} to mend, ${count(marks.length, 'risk')} to look at.`,
    facts: [{ name: 'Comment', value: inWords(commented) }],
    warnings: [],
    data: {
      pull,
      runbooks: runbooks.map(({ file, fate }) => ({ file, fate })),
      marks,
      faults,
      commented,
    },
    outputs: { ...outputs, risks: String(marks.length) },
    ...(markdown !== undefined && { markdown }),
    ...(error && { error }),
  };
}

/** GitHub shows ten errors and ten warnings of a step; the comment has all. */
function annotate(review: PullRequestReview): void {
  for (const runbook of review.runbooks) {
    for (const { problem, text } of runbook.problems)
      if (validByOwnRules(review, runbook)) warn(text, 'bad-runbook', problem);
      else complain(text, 'bad-runbook', problem);
    for (const { problem, text } of runbook.warnings) warn(text, 'runbook', problem);
  }
  for (const { name, says, place } of review.marks) warn(`${name}: ${says}`, name, place);
}

function write(whole: string, env: NodeJS.ProcessEnv): string {
  const folder = join(env.RUNNER_TEMP ?? '.', 'review');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'review.md');
  writeFileSync(file, `${whole}\n`);
  return file;
}

const MOST_NAMED = 5;

function cutNote(leftOut: readonly string[], { url }: PullRequestReview): string {
  const named = leftOut.slice(0, MOST_NAMED).join(', ');
  const more = leftOut.length > MOST_NAMED ? ` and ${leftOut.length - MOST_NAMED} more` : '';
  const run = url === undefined ? 'this run' : `[this run](${url})`;
  return `> [!NOTE]\n> Too long for one text: left out here are the ${named}${more}. The whole is in the summary of ${run}, and among its artifacts.`;
}

type NotCommented = { readonly state: 'fork' | 'no token' };

async function comment(
  { pull }: PullRequestReview,
  body: string,
  access: GitHubAccess | undefined,
): Promise<Commented | NotCommented> {
  if (pull.fork) return { state: 'fork' };
  if (access === undefined) return { state: 'no token' };
  return stick({ ...access, ...pull }, MARKER, body);
}

const COMMENT_WORDS: Readonly<Record<(Commented | NotCommented)['state'], string>> = {
  created: 'created',
  edited: 'edited in place',
  unchanged: 'says the same already',
  outdated: 'left to the run of a newer commit of this pull request',
  refused: 'none: the token of this run may not write one; the summary has the same text',
  fork: 'none, as the pull request comes from a fork; the summary has the same text',
  'no token': 'none, as no token is given; the summary has the same text',
};

const inWords = ({ state }: Commented | NotCommented): string => COMMENT_WORDS[state];

function errorOf(faults: ReturnType<typeof faultsOf>): CutoverError {
  const shown = faults.slice(0, MOST_NAMED).map(({ says }) => says);
  const more = faults.length > MOST_NAMED ? [`and ${faults.length - MOST_NAMED} more`] : [];
  return new CutoverError(faults[0]?.kind ?? 'unproven', {
    what: 'the runbooks of this pull request',
    expected: 'each valid, and each confirmed by its rehearsal',
    got: [...shown, ...more].join(', '),
    cure: 'the annotations and the log of the rehearsal say why; push the correction',
  });
}

// A review as people read it: the comment on the pull request, and the same text in the job's summary.

import { formatDuration } from '../../core/values/duration.ts';
import { code, fenced, quiet } from '../../core/text/markdown.ts';
import { changesMarkdown } from '../../runbook/changes/changes.ts';
import { count, cut, faultsOf, isRehearsed, validByOwnRules } from './faults.ts';
import { nextSteps } from './next-steps.ts';
import { bounded } from './cut-to-limit.ts';
import type { Section } from './cut-to-limit.ts';
import type { Rehearsal, RehearsedStep } from './rehearsal-result.ts';
import type { PullRequestReview } from './pull-request-review.ts';
import type { ComparedRunbook } from './compare-runbook.ts';

/** Characters for each part that always stays. */
const PART = 12_000;

/** The sections in the order in which they are read. */
export function sectionsOf(review: PullRequestReview): readonly Section[] {
  return [
    { title: 'heading', rank: 0, markdown: heading(review) },
    { title: 'overview', rank: 0, markdown: overview(review) },
    ...review.runbooks.flatMap((runbook) => runbookSections(review, runbook)),
    ...besideSections(review),
    { title: 'what to do next', rank: 0, markdown: nextSteps(review) },
    { title: 'foot', rank: 0, markdown: foot(review) },
  ];
}

function heading(review: PullRequestReview): string {
  const { pull, marks } = review;
  const faults = faultsOf(review);
  const words = [
    ...(faults.length > 0 ? [`${count(faults.length, 'thing')} to mend`] : []),
    ...(marks.length > 0 ? [`${count(marks.length, 'risk')} to look at first`] : []),
  ];
  const sign = faults.length > 0 ? '❌' : marks.length > 0 ? '⚠️' : '✅';
  const lines = [
    `## ${sign} Runbook review: ${words.length > 0 ? words.join(', ') : 'nothing is riskier than before'}`,
    '',
    `Commit ${code(pull.headSha.slice(0, 7))} as it would be merged into ${code(pull.baseRef)}.`,
  ];
  if (faults.length > 0) {
    const items = faults.map(({ says }) => `> - ${quiet(says)}`);
    lines.push('', '> [!CAUTION]', ...bounded(items, PART, (n) => `> - and ${n} more`));
  }
  if (marks.length > 0) lines.push('', '> [!WARNING]', ...markLines(review));
  return lines.join('\n');
}

const markLines = (review: PullRequestReview): readonly string[] =>
  bounded(
    review.marks.map(
      ({ name, says, place }) => `> - **${name}**: ${quiet(says)} (${placeLink(place, review)})`,
    ),
    PART,
    (n) => `> - and ${n} more`,
  );

/** Whether the heading has them all, so that no section repeats them. */
const allAbove = (review: PullRequestReview): boolean =>
  markLines(review).every((line) => line.startsWith('> - **'));

/** `runbooks/x.yml:11`, a link to that line of the commit if it has a page. */
function placeLink(
  { file, line }: PullRequestReview['marks'][number]['place'],
  { pull, repositoryUrl }: PullRequestReview,
): string {
  const text = code(`${file}:${line}`);
  if (repositoryUrl === undefined) return text;
  const path = file
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `[${text}](${repositoryUrl}/blob/${pull.headSha}/${path}#L${line})`;
}

const FATES: Readonly<Record<ComparedRunbook['fate'], string>> = {
  new: '🆕 new',
  changed: '✏️ changed',
  renamed: '✏️ renamed',
  removed: '🗑️ removed',
  unchanged: 'as before',
};

function overview(review: PullRequestReview): string {
  if (review.runbooks.length === 0) return 'This concerns no runbook.';
  const rows = review.runbooks.map((runbook) => {
    const { file, fate, from, marks, plan, problems } = runbook;
    const name = from === undefined ? code(file) : `${code(file)}, until now ${code(from)}`;
    const cells = [
      name,
      FATES[fate],
      problems.length > 0 ? `❌ ${count(problems.length, 'mistake')}` : `${marks.length || 'none'}`,
      plan === undefined ? '' : planWords(plan),
      rehearsalWords(review, runbook),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| runbook | | risks | plan | rehearsal |',
    '|---|---|---|---|---|',
    ...bounded(rows, PART, (n) => `| and ${n} more | | | | |`),
  ].join('\n');
}

const planWords = ({ added, removed }: { added: number; removed: number }): string =>
  added + removed === 0 ? 'as before' : `+${added} −${removed} lines`;

function rehearsalWords(review: PullRequestReview, runbook: ComparedRunbook): string {
  if (!isRehearsed(review, runbook)) return '';
  const { rehearsal } = runbook;
  if (rehearsal === undefined) return '❔ no outcome';
  const sign = rehearsal.outcome === 'confirmed' ? '✅' : '❌';
  return `${sign} ${quiet(cut(rehearsal.outcome, 40))} after ${formatDuration(rehearsal.labMs)}`;
}

function runbookSections(review: PullRequestReview, runbook: ComparedRunbook): Section[] {
  const { brokenBefore, file, plan, rehearsal } = runbook;
  const name = code(file);
  const sections: Section[] = [];
  const changes = changesOf(review, runbook);
  if (changes !== '')
    sections.push({ title: `changes of ${name}`, rank: 1, markdown: `### ${name}\n\n${changes}` });
  const note = brokenBefore ? ', against nothing: the version before is not valid' : '';
  if (plan !== undefined && plan.added + plan.removed > 0)
    sections.push({
      title: `plan of ${name}`,
      rank: 3,
      markdown: details(`Plan of ${name}: ${planWords(plan)}${note}`, fenced(plan.lines, 'diff')),
    });
  if (rehearsal !== undefined && isRehearsed(review, runbook))
    sections.push({
      title: `rehearsal of ${name}`,
      rank: 2,
      markdown: details(
        `Rehearsal of ${name}: ${rehearsalWords(review, runbook)}`,
        timeline(rehearsal),
      ),
    });
  return sections;
}

/** Mistakes, or what changes beside the risks; empty if the heading has it all. */
function changesOf(review: PullRequestReview, runbook: ComparedRunbook): string {
  const { changes, fate, problems } = runbook;
  if (problems.length > 0) {
    const words = validByOwnRules(review, runbook)
      ? 'By the rules of the base branch it has mistakes; by those of the pull request it has none:'
      : 'It cannot be run:';
    const text = problems.flatMap((problem) => problem.text.split('\n'));
    return `${words}\n\n${fenced(text, 'text')}`;
  }
  if (fate !== 'unchanged' && changes.length === 0) return changesMarkdown([]).trimEnd();
  const others = allAbove(review) ? changes.filter(({ risk }) => risk === undefined) : changes;
  return others.length === 0 ? '' : changesMarkdown(others).trimEnd();
}

const MOST_STEPS = 60;
const SIGNS: Readonly<Record<RehearsedStep['verdict'], string>> = {
  pass: '✅',
  fail: '❌',
  unproven: '❔',
};

function timeline({ steps }: Rehearsal): string {
  const rows = steps.slice(0, MOST_STEPS).map(({ afterMs, job, says, step, tookMs, verdict }) => {
    const cells = [
      SIGNS[verdict],
      inOneLine(formatDuration(afterMs)),
      tookMs < 1000 ? '' : inOneLine(formatDuration(tookMs)),
      `${quiet(cut(job, 60))}, ${quiet(cut(step, 60))}`,
      quiet(cut(says, 300)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = steps.length - rows.length;
  return [
    '| | after | took | job, action | what was found |',
    '|---|--:|--:|---|---|',
    ...rows,
    ...(more > 0 ? [`| | | | | and ${more} more |`] : []),
  ].join('\n');
}

const inOneLine = (text: string): string => text.replaceAll(' ', '&nbsp;');

function besideSections({ beside }: PullRequestReview): Section[] {
  const { actions, documents, ownCode, roles, workflows } = beside;
  const items = [
    ...workflows.map((path) => `- workflow ${code(path)}`),
    ...documents.map(({ name, fate }) => `- document ${code(name)} ${fate}`),
    ...(roles ? [`- roles, evidence and events: ${code('infra/cutover.yml')}`] : []),
    ...(actions.length > 0
      ? [
          `- the build of ${actions.map(code).join(', ')}; ${code('ci')} proves that it is what the sources build`,
        ]
      : []),
  ];
  if (ownCode)
    items.push(
      "- code that the rehearsal runs: the pull request's own code reports its outcome. The base branch's code made the rest of this review.",
    );
  if (items.length === 0) return [];
  const markdown = ['### Beside the runbooks', '', ...items].join('\n');
  return [{ title: 'what changes beside the runbooks', rank: 1, markdown }];
}

function foot({ url, pull }: PullRequestReview): string {
  const whole = url === undefined ? 'the summary of this run' : `[this run](${url})`;
  const where = pull.fork
    ? 'A fork gets no comment: this is the whole.'
    : 'Each push edits this comment in place.';
  return `<sub>${where} Records, logs and the rehearsals are in ${whole}. The lab stands for AWS: the review called no account.</sub>`;
}

const details = (summary: string, inside: string): string =>
  `<details><summary>${summary}</summary>\n\n${inside}\n\n</details>`;

// What every step found, and who decided at the gates.
import type { Fact, StepRecord, Verdict } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { problemsOf } from '../run-report.ts';
import { at } from './evidence.ts';
import type { Night } from './evidence.ts';
import { html, quoted, say, word } from './html.ts';
import type { Html } from './html.ts';
import { pairs, section, table } from './table.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', unproven: '?' };

/** All records in the order of time; what a step found in detail is folded. */
export const stepsSection = ({ records }: Night): Html =>
  section('steps', 'steps.title', [
    html`<div>
      ${table({
        id: 'step-table',
        caption: say('steps.table'),
        short: [2, 3],
        heads: ['steps.verdict', 'steps.time', 'steps.job', 'steps.step', 'steps.found'],
        rows: records.map((record, i) => cellsOf(record, records[i - 1])),
      })}
    </div>`,
  ]);

function cellsOf(record: StepRecord, before: StepRecord | undefined): readonly Html[] {
  const { attempt, endedAt, error, id, job, says, startedAt, warnings } = record;
  const verdict = error === undefined ? record.verdict : 'fail';
  const problems = problemsOf(record).map(
    ({ text }) => html`<p class="problem">${quoted(text)}</p>`,
  );
  const warned = warnings.map(
    (warning) => html`<p class="warning"><b>${word('steps.warning')}</b> ${quoted(warning)}</p>`,
  );
  return [
    html`<span class="verdict is-${verdict}"
      ><span aria-hidden="true">${SIGNS[verdict]}</span> ${word(`verdict.${verdict}`)}</span
    >`,
    html`<time datetime="${startedAt}">${dayTime(startedAt, before)}</time> <br /><span
        class="quiet"
        >${formatDuration(at(endedAt) - at(startedAt))}</span
      >`,
    html`${quoted(job, 60)}${attempt > 1 ? html` <span class="quiet">(${attempt})</span>` : undefined}`,
    quoted(id, 60),
    html`<p>${quoted(says)}</p>
      ${problems}${warned}${details(record.facts)}`,
  ];
}

/** The day stands where it changes. */
const dayTime = (iso: string, before: StepRecord | undefined): Html =>
  before?.startedAt.slice(0, 10) === iso.slice(0, 10)
    ? html`${iso.slice(11, 19)}`
    : html`${iso.slice(0, 10)} <br />${iso.slice(11, 19)}`;

const details = (facts: readonly Fact[]): Html | undefined =>
  facts.length === 0
    ? undefined
    : html`<details>
        <summary>${word('steps.details')}</summary>
        ${factPairs(facts)}
      </details>`;

/** Facts of a record: pages of the AWS console stay links. */
export const factPairs = (facts: readonly Fact[]): Html =>
  pairs(facts.map(({ name, value }) => [quoted(name, 120), linked(value)]));

/** Links lead to pages over https alone. */
function linked(value: string): Html {
  const plain = /^https:\/\/[A-Za-z0-9.-]+\/[A-Za-z0-9._~:/?#@!$&*+,;=%-]*$/.test(value);
  // A host such as 10.20.30.40.50 has these characters, and is none.
  if (!plain || !URL.canParse(value)) return quoted(value, 600);
  return html`<a href="${value}" rel="noreferrer">${new URL(value).hostname}</a>`;
}

/** Decisions as GitHub reports them, what they come to, and why the run was started. */
export function approvalsSection(night: Night): Html {
  const { approvals, change, counted, passedGate, url } = night;
  const decisions = table({
    caption: say('gates.title'),
    heads: ['gates.gate', 'gates.decision', 'gates.user', 'gates.comment'],
    rows: approvals.map(({ comment = '', environments, state, user }) => [
      quoted(environments.join(', '), 200),
      html`<span class="verdict is-${state === 'approved' ? 'pass' : 'fail'}"
        >${quoted(state, 40)}</span
      >`,
      quoted(user, 100),
      quoted(comment, 600),
    ]),
  });
  return section('approvals', 'gates.title', [
    approvals.length === 0 ? html`<p>${word('gates.none')}</p>` : html`<div>${decisions}</div>`,
    passedGate ? html`<p>${quoted(counted.says)}</p>` : html``,
    html`<p class="note">${word('gates.no-times')}</p>`,
    pairs([
      ...(change === undefined
        ? []
        : ([
            [word('gates.ticket'), quoted(change.ticket, 300)],
            [word('gates.reason'), quoted(change.reason, 300)],
          ] as const)),
      ...(url === undefined || url === null ? [] : ([[html`GitHub`, linked(url)]] as const)),
    ]),
  ]);
}

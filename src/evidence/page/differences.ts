// The first differences of all comparisons as a table that can be searched; all of them are in files beside the page.
import type { StepRecord } from '../../core/record.ts';
import { differencesFile } from '../record-files.ts';
import type { DifferenceRow, Night, Tree } from './evidence.ts';
import { cut, grouped, html, inEnglish, quoted, say, told, word, words } from './html.ts';
import type { Html } from './html.ts';
import { section, table } from './table.ts';

/** How many the page shows. */
const MOST = 1000;
/** How much of a path and of its details: the file has them whole. */
const PATH = 240;

interface Row {
  readonly difference: DifferenceRow;
  readonly check: string;
}

/** Names of files are text of others: the link to the file of all differences is made of safe characters alone. */
export function differencesSection(night: Night): Html {
  const trees = night.trees.filter(({ data }) => data.differences > 0).toReversed();
  if (trees.length === 0)
    return section('differences', 'diff.title', [html`<p>${word('diff.none')}</p>`]);
  const rows = trees
    .flatMap((tree) =>
      tree.data.first.map((difference) => ({ difference, check: nameOf(tree.record) })),
    )
    .slice(0, MOST);
  const total = trees.reduce((sum, { data }) => sum + data.differences, 0);
  const said = rows.length >= total ? say('diff.all') : say('diff.some', rows.length, total);
  return section('differences', 'diff.title', [
    html`<p>${words(said)}</p>
      <ul class="files">
        ${trees.map(fileOf)}
      </ul>`,
    controls(rows),
    html`<div>${rowsTable(rows)}</div>
      <p class="note">${word('diff.legend')}</p>`,
  ]);
}

const nameOf = ({ attempt, id, job }: StepRecord): string =>
  attempt > 1 ? `${job} / ${id} (${attempt})` : `${job} / ${id}`;

function fileOf({ data, record }: Tree): Html {
  const name = differencesFile(record);
  return html`<li>
    ${quoted(nameOf(record))}: ${words(say('first.differences', data.differences))}.
    ${word('diff.file')} <a href="${encodeURIComponent(name)}"><code>${name}</code></a>
  </li>`;
}

/** Shown by the script alone: without it they could do nothing. */
function controls(rows: readonly Row[]): Html {
  const verdicts = [...new Set(rows.map(({ difference }) => difference.verdict))].sort();
  const checks = [...new Set(rows.map(({ check }) => check))];
  const search = say('diff.search');
  return html`<form
    class="controls scripted"
    id="filter"
    role="search"
    aria-controls="difference-table"
  >
    <label
      ><span ${told(search)}>${inEnglish(search)}</span
      ><input type="search" id="find" autocomplete="off" spellcheck="false"
    /></label>
    <label
      >${word('diff.verdict')}<select id="find-verdict">
        ${optionsOf(verdicts)}
      </select></label
    >
    ${
      checks.length < 2
        ? undefined
        : html`<label
            >${word('diff.check')}<select id="find-check">
              ${optionsOf(checks)}
            </select></label
          >`
    }
    <p role="status" id="found">${words(say('diff.shown', rows.length, rows.length))}</p>
  </form>`;
}

const optionsOf = (values: readonly string[]): Html =>
  html`<option value="" ${told(say('diff.every'))}>${inEnglish(say('diff.every'))}</option>
    ${values.map((value) => html`<option>${value}</option>`)}`;

const rowsTable = (rows: readonly Row[]): Html =>
  table({
    id: 'difference-table',
    caption: say('diff.title'),
    heads: ['diff.verdict', 'diff.layers', 'diff.path', 'diff.known', 'diff.check'],
    short: [0],
    rows: rows.map(({ difference, check }) => cellsOf(difference, check)),
    rowAttributes: (row) =>
      html`data-v="${rows[row]?.difference.verdict ?? ''}" data-c="${rows[row]?.check ?? ''}"`,
  });

function cellsOf(one: DifferenceRow, check: string): readonly Html[] {
  const known = one.details.join('; ');
  const lost = one.lostBy === undefined ? undefined : words(say('diff.lost', one.lostBy));
  return [
    html`<span lang="en">${one.verdict}</span>`,
    html`<code class="symbols" aria-label="${inWords(one.symbols)}" role="img"
      >${one.symbols}</code
    >`,
    html`<bdi class="path" dir="ltr">${pathOf(one.path)}</bdi>`,
    html`${known === '' ? undefined : html`${quoted(known, PATH)}${lost === undefined ? undefined : '; '}`}${lost}`,
    html`<span class="check">${quoted(check, 80)}</span>`,
  ];
}

/** It is escaped already, as the file has it. A long one may break behind each slash. */
function pathOf(path: string): Html {
  const parts = cut(path, PATH).split(/(?<=\/)/);
  return html`${parts.map((part, i) => html`${i > 0 ? html`<wbr />` : undefined}${part}`)}`;
}

const LAYERS = ['source', 'bucket', 'gateway', 'task report'];
const MEANS: Readonly<Record<string, string>> = {
  ...{ '=': 'as the source', '-': 'not there', '+': 'there without a source' },
  ...{ '*': 'differs', '!': 'cannot be read', '?': 'not known' },
};

/** `=-.` → `source as the source, bucket not there`. */
const inWords = (symbols: string): string =>
  Array.from(symbols, (symbol, i) => [LAYERS[i] ?? String(i), MEANS[symbol]] as const)
    .flatMap(([layer, means]) => (means === undefined ? [] : [`${layer} ${means}`]))
    .join(', ');

/** How many differences the newest look at each layer has found. */
export function standingDifferences({ trees }: Night): number {
  const newest = (['bucket', 'gateway'] as const).flatMap(
    (layer) => trees.findLast((tree) => tree.layer === layer) ?? [],
  );
  return newest.reduce((sum, { data }) => sum + data.differences, 0);
}

/** `3 differences`, or that there are none. */
export const differencesInWords = (count: number): Html =>
  count === 0
    ? word('first.no-differences')
    : html`<strong>${words(say('first.differences', grouped(count)))}</strong>`;

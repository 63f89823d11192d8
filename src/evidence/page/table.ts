// A table that is wide on a screen, and a list of its cells on a phone.
import { html, told, say, inEnglish, word } from './html.ts';
import type { Html, Said } from './html.ts';
import type { Word } from './words/english.ts';

export interface Table {
  /** Read aloud before it. */
  readonly caption: Said;
  readonly heads: readonly Word[];
  /** Columns of numbers. */
  readonly numbers?: readonly number[];
  readonly rows: readonly (readonly Html[])[];
  /** Columns of short names. */
  readonly short?: readonly number[];
  /** Its name for the style and the script. */
  readonly id?: string;
  /** Attributes of each row. */
  readonly rowAttributes?: (row: number) => Html;
}

/** On a phone each cell stands below its head, which only the eye needs. */
export function table({
  caption,
  heads,
  id,
  numbers = [],
  rowAttributes,
  rows,
  short = [],
}: Table): Html {
  const classOf = (column: number): Html | undefined =>
    numbers.includes(column)
      ? html` class="number"`
      : short.includes(column)
        ? html` class="short"`
        : undefined;
  return html`<table${id === undefined ? undefined : html` id="${id}"`}><caption class="aloud" ${told(caption)}>${inEnglish(caption)}</caption>
<thead><tr>${heads.map((head, i) => html`<th scope="col" ${classOf(i)}>${word(head)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells, row) =>
      html`<tr${rowAttributes === undefined ? undefined : html` ${rowAttributes(row)}`}>${cells.map(
        (cell, i) =>
          html`<td${classOf(i)}><span class="head" aria-hidden="true">${heads[i] === undefined ? undefined : word(heads[i])}</span>${cell}</td>`,
      )}</tr>
`,
  )}</tbody></table>`;
}

/** Names and values below each other. */
export const pairs = (rows: readonly (readonly [name: Html, value: Html])[]): Html =>
  html`<dl class="pairs">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

/** A heading with its section. */
export const section = (id: string, title: Word, body: readonly Html[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title" ${told(say(title))}>${inEnglish(say(title))}</h2>
    ${body}
  </section> `;

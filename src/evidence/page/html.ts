// HTML as a value: what is no HTML is text, and text is shown as it is, whatever it holds.
import { visible } from '../../core/text/markdown.ts';
import { english } from './words/english.ts';
import type { Word } from './words/english.ts';

/** Markup that was made here, never by others. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | undefined | readonly Html[];

/** Markup with values in it: text is escaped, also inside of quoted attributes. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = markup.map((text, i) => text + (i < parts.length ? partText(parts[i]) : ''));
  return { html: texts.join('') };
}

function partText(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  if ('html' in part) return part.html;
  return part.map((one) => one.html).join('');
}

/** Markup that stands as it is: the style, the script and what was escaped before. */
export const raw = (text: string): Html => ({ html: text });

const NAMED: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&#39;', '`': '&#96;' },
};

/** What does not print, or turns the line around, becomes an escape first. A lone surrogate is no character. */
const escaped = (text: string): string =>
  visible(text.toWellFormed()).replaceAll(/[&<>"'`]/g, (char) => NAMED[char] ?? '');

/** A sentence of the tables in `words`, with what stands in its gaps. */
export interface Said {
  readonly word: Word;
  readonly gaps: readonly Gap[];
}

/** A text of the evidence, or the name of another sentence. */
type Gap = string | { readonly t: Word };

/** The sentence `word`; the first of `gaps` stands for `{0}`. */
export const say = (word: Word, ...gaps: readonly (Gap | number)[]): Said => ({
  word,
  gaps: gaps.map((gap) => (typeof gap === 'number' ? grouped(gap) : gap)),
});

/** `1234567` → `1,234,567`. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** The sentence in English. */
export const inEnglish = ({ word, gaps }: Said): string =>
  english[word].replaceAll(/\{(\d)\}/g, (_, number: string) => {
    const gap = gaps[Number(number)] ?? '';
    return typeof gap === 'string' ? gap : english[gap.t];
  });

/** The attributes by which the script of the page says the same in another language. */
export const told = ({ word, gaps }: Said): Html =>
  gaps.length === 0
    ? html`data-t="${word}"`
    : html`data-t="${word}" data-a="${JSON.stringify(gaps.map(shown))}"`;

const shown = (gap: Gap): Gap => (typeof gap === 'string' ? visible(gap) : gap);

/** A sentence in the language of the reader; English without a script. */
export const words = (said: Said): Html => html`<span ${told(said)}>${inEnglish(said)}</span>`;

/** `words` of a sentence without gaps. */
export const word = (name: Word): Html => words(say(name));

/** Text of the evidence: its sentences are English, and its names are anybody's. At most `most` characters of it. */
export const quoted = (text: string, most = 1200): Html =>
  html`<bdi lang="en">${cut(text.trim(), most)}</bdi>`;

/** A text without its middle, if it is longer than `most` characters. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const chars = Array.from(text.slice(0, most));
  const end = text.slice(-Math.floor(most / 4));
  return `${chars.slice(0, Math.floor((most * 3) / 4)).join('')} … ${end} (${grouped(text.length)})`;
}

// The Markdown of a review comment, read for its picture: only what such a comment has, and an error for all else.
import { entitiesRead } from './svg.ts';

/** A piece of text in one style. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  readonly code?: boolean;
  readonly link?: boolean;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly runs: readonly Run[] }
  | { readonly kind: 'text' | 'folded' | 'foot'; readonly runs: readonly Run[] }
  | { readonly kind: 'item'; readonly mark: string | undefined; readonly runs: readonly Run[] }
  | {
      readonly kind: 'alert';
      readonly level: 'CAUTION' | 'WARNING';
      readonly items: readonly (readonly Run[])[];
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Run[])[])[] };

/** The blocks of a comment from top to bottom. What it folds is left out: a reader sees it only after a click. */
export function blocksOf(markdown: string): readonly Block[] {
  return markdown
    .replaceAll(/<!--.*?-->\n?/g, '')
    .replaceAll(/(<details><summary>.*<\/summary>)[^]*?<\/details>/g, '$1')
    .split(/\n{2,}/)
    .flatMap((block) => blocks(block.trim()));
}

function blocks(block: string): readonly Block[] {
  const lines = block.split('\n');
  const [first = ''] = lines;
  const heading = /^(##|###) (.*)$/.exec(first);
  if (block === '') return [];
  if (heading !== null)
    return [{ kind: 'heading', level: heading[1] === '##' ? 2 : 3, runs: runsOf(heading[2]) }];
  const alert = /^> \[!(CAUTION|WARNING)\]$/.exec(first);
  if (alert !== null) {
    const level = alert[1] === 'CAUTION' ? 'CAUTION' : 'WARNING';
    return [{ kind: 'alert', level, items: lines.slice(1).map((line) => itemOf(line, /^> - /)) }];
  }
  if (first.startsWith('|')) {
    const rows = lines.filter((_, i) => i !== 1).map((line) => line.split('|').slice(1, -1));
    return [{ kind: 'table', rows: rows.map((cells) => cells.map((cell) => runsOf(cell.trim()))) }];
  }
  if (/^(\d+\.|-) /.test(first))
    return lines.map((line) => {
      const [, number] = /^(\d+\.) /.exec(line) ?? [];
      return { kind: 'item', mark: number, runs: itemOf(line, /^(\d+\.|-) /) };
    });
  const [, kind, inside] = /^<(?:details><)?(summary|sub)>(.*)<\/\1>$/.exec(block) ?? [];
  if (kind !== undefined)
    return [{ kind: kind === 'sub' ? 'foot' : 'folded', runs: runsOf(inside) }];
  if (lines.length === 1 && /^\w/.test(block)) return [{ kind: 'text', runs: runsOf(block) }];
  throw new Error(`the comment: expected Markdown that a review has, got ${JSON.stringify(first)}`);
}

function itemOf(line: string, mark: RegExp): readonly Run[] {
  if (!mark.test(line))
    throw new Error(`the comment: expected an item of the list, got ${JSON.stringify(line)}`);
  return runsOf(line.replace(mark, ''));
}

/** Inside of a line: code, bold text, links, links of code. */
function runsOf(line = ''): readonly Run[] {
  const parts = line.matchAll(
    /\[(?<link>.*?)\]\(.*?\)|<code>(?<code>.*?)<\/code>|\*\*(?<bold>.*?)\*\*|(?<text>.+?(?=\[|<code>|\*\*|$))/g,
  );
  return [...parts].flatMap(({ groups = {} }): readonly Run[] => {
    const { link, code, bold, text } = groups;
    if (link !== undefined) return runsOf(link).map((run) => ({ ...run, link: true }));
    if (code !== undefined) return [{ text: read(code), code: true }];
    if (bold !== undefined) return [{ text: read(bold), bold: true }];
    return [{ text: read(text ?? '') }];
  });
}

/** Entities as characters; the space of no width that keeps GitHub from notifying people shows nowhere. */
const read = (text: string): string =>
  entitiesRead(text).replaceAll('&nbsp;', '\u00A0').replaceAll('\u200B', '');

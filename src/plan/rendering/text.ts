// The texts of a plan as Markdown: placeholders with a known value become that value, the others keep their name.
import { insideCode, plain } from '../../core/text/markdown.ts';
import type { Json } from '../operation.ts';
import { pieces } from '../placeholders.ts';
import type { Piece, PlaceholderName } from '../placeholders.ts';

/** The placeholders whose values are known already. */
export type KnownValues = Readonly<Partial<Record<PlaceholderName, string>>>;

/** `template` as a text; placeholders that are not known keep their name in braces. */
export const filled = (template: string, known: KnownValues): string =>
  pieces(template)
    .map((piece) => textOf(piece, known) ?? nameIn(piece))
    .join('');

/** `template` in a sentence or a table cell. */
export const words = (template: string, known: KnownValues): string =>
  plain(filled(template, known));

/** A parameter's value as code in a table cell; placeholders in italics, so that none is taken for a name. */
export function valueCode(value: Json, known: KnownValues): string {
  if (value === '') return '(empty)';
  const parts = typeof value === 'string' ? pieces(value) : structure(value);
  const shown = parts.map((piece) => {
    const text = textOf(piece, known);
    return text === undefined ? `<i>${insideCode(nameIn(piece))}</i>` : insideCode(text);
  });
  return `<code>${shown.join('')}</code>`;
}

function textOf(piece: Piece, known: KnownValues): string | undefined {
  return 'text' in piece ? piece.text : known[piece.placeholder];
}

const nameIn = (piece: Piece): string => ('text' in piece ? '' : `{${piece.placeholder}}`);

/** JSON in pieces: its own braces do not belong to a template. */
function structure(value: Json): Piece[] {
  if (typeof value === 'string')
    return [{ text: '"' }, ...pieces(JSON.stringify(value).slice(1, -1)), { text: '"' }];
  if (typeof value !== 'object') return [{ text: String(value) }];
  const members: Piece[][] = Array.isArray(value)
    ? value.map((one: Json) => structure(one))
    : Object.entries(value).flatMap(([name, of]) =>
        of === undefined ? [] : [[{ text: `${name}: ` }, ...structure(of)]],
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [
    { text: open },
    ...members.flatMap((member, i) => (i === 0 ? member : [{ text: ', ' }, ...member])),
    { text: close },
  ];
}

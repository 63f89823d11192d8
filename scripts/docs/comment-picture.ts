// A picture of a review comment: what review-runbook wrote on a pull request, drawn as GitHub shows it.
import { blocksOf } from './comment-markdown.ts';
import type { Block, Run } from './comment-markdown.ts';
import { linesOf } from './comment-lines.ts';
import type { Line, Room } from './comment-lines.ts';
import { safe, svg, WIDTH } from './svg.ts';

const SIZE = 14;
const MARGIN = 16;
const INSIDE = WIDTH - 2 * MARGIN;
const HEADER = 40;
const INDENT = 30;
const CELL = 13;
const ROW = 34;

const INK = '#1f2328';
const PALE = '#59636e';
const RULE = '#d1d9e0';
const LINK = '#0969da';
const ALERTS = { WARNING: '#9a6700', CAUTION: '#cf222e' } as const;
const TITLES = { WARNING: 'Warning', CAUTION: 'Caution' } as const;
const MONOSPACED = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";

/** The comment with what is another for each run made equal: the commit, and how long its rehearsal took. */
export function comparable(comment: string): string {
  return comment
    .replaceAll(/\b[0-9a-f]{7}\b(?=<\/code> as it would be merged)/g, '1a2b3c4')
    .replaceAll(/(confirmed after) [\d a-z]+(?=\s*\||<\/summary>)/g, '$1 7 min');
}

/** The picture of a comment. */
export function commentPicture(comment: string): string {
  const elements = header();
  let y = HEADER + 6;
  let last: Block | undefined;
  for (const block of blocksOf(comparable(comment))) {
    y += gap(last, block);
    const drawn = draw(block, y);
    elements.push(...drawn.elements);
    y += drawn.height;
    last = block;
  }
  return svg({
    title: 'The comment of review-runbook on a pull request',
    height: Math.ceil(y + 18),
    style: `font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="${SIZE}" fill="${INK}"`,
    fill: '#ffffff',
    stroke: RULE,
    elements,
  });
}

interface Drawn {
  readonly elements: readonly string[];
  readonly height: number;
}

function header(): string[] {
  const baseline = 25;
  const line: Line = linesOf([{ text: 'github-actions', bold: true }], room(MARGIN))[0] ?? [];
  const from = MARGIN + (line[0]?.width ?? 0) + 8;
  return [
    `<path d="M1 ${HEADER} V8 a7 7 0 0 1 7 -7 H${WIDTH - 8} a7 7 0 0 1 7 7 V${HEADER} Z" fill="#f6f8fa"/>`,
    rule(0, HEADER, WIDTH),
    `<rect x="${from}" y="${baseline - 14}" width="32" height="19" rx="9.5" fill="none" stroke="${RULE}"/>`,
    `<text y="${baseline}">${line.map(span).join('')}<tspan x="${from + 8}" font-size="12" fill="${PALE}">bot</tspan><tspan x="${from + 40}" fill="${PALE}"> commented</tspan></text>`,
  ];
}

/** Pixels between two blocks. */
function gap(before: Block | undefined, { kind }: Block): number {
  if (before?.kind === 'item' && kind === 'item') return 4;
  return kind === 'heading' && before !== undefined ? 22 : 16;
}

function draw(block: Block, y: number): Drawn {
  switch (block.kind) {
    case 'heading':
      return heading(block, y);
    case 'alert':
      return alert(block, y);
    case 'table':
      return table(block.rows, y);
    case 'item': {
      const { elements, height } = paragraph(block.runs, y, room(MARGIN + INDENT));
      return { elements: [mark(block.mark, MARGIN + INDENT - 8, y), ...elements], height };
    }
    case 'folded': {
      const sign = `<path d="M${MARGIN + 1} ${y + 5} l9 5 l-9 5 Z" fill="${INK}"/>`;
      const { elements, height } = paragraph(block.runs, y, room(MARGIN + 16));
      return { elements: [sign, ...elements], height };
    }
    case 'text':
      return paragraph(block.runs, y, room(MARGIN));
    case 'foot':
      return paragraph(block.runs, y, { ...room(MARGIN), size: 12 });
  }
}

const room = (from: number): Room => ({ from, to: MARGIN + INSIDE, size: SIZE });

function paragraph(runs: readonly Run[], y: number, within: Room): Drawn {
  const step = within.size + 7;
  const lines = linesOf(runs, within);
  return {
    elements: lines.flatMap((line, i) => lineAt(line, y + i * step + within.size + 1, within.size)),
    height: lines.length * step,
  };
}

/** The text of a line on its baseline, behind it the grey of its code. */
function lineAt(line: Line, baseline: number, size: number): string[] {
  const grey = line
    .filter(({ code }) => code === true)
    .map(
      ({ box }) =>
        `<rect x="${px(box.from)}" y="${px(baseline - size)}" width="${px(box.to - box.from)}" height="${size + 5}" rx="5" fill="#eff1f3"/>`,
    );
  const weight = size === SIZE ? '' : ` font-size="${size}"`;
  return [
    ...grey,
    `<text y="${px(baseline)}"${weight} xml:space="preserve">${line.map(span).join('')}</text>`,
  ];
}

function span({ text, x, width, size, bold, code, link }: Line[number]): string {
  const styles = [
    ...(bold === true ? ['font-weight="700"'] : []),
    ...(code === true ? [`font-family="${MONOSPACED}" font-size="${px(size)}"`] : []),
    ...(link === true ? [`fill="${LINK}" text-decoration="underline"`] : []),
  ];
  // The width holds the line together where a reader has another font.
  const place = `x="${px(x)}" textLength="${px(width)}" lengthAdjust="spacingAndGlyphs"`;
  return `<tspan ${[place, ...styles].join(' ')}>${safe(text)}</tspan>`;
}

function heading({ level, runs }: Block & { readonly kind: 'heading' }, y: number): Drawn {
  const size = level === 2 ? 21 : 17.5;
  const bold = runs.map((run) => (run.code === true ? run : { ...run, bold: true }));
  const { elements, height } = paragraph(bold, y, { ...room(MARGIN), size });
  if (level === 3) return { elements, height };
  return { elements: [...elements, rule(MARGIN, y + height + 5, INSIDE)], height: height + 6 };
}

function alert({ level, items }: Block & { readonly kind: 'alert' }, y: number): Drawn {
  const colour = ALERTS[level];
  const x = MARGIN + 20;
  let height = 30;
  const drawn = items.flatMap((runs) => {
    const item = paragraph(runs, y + height, room(x + 22));
    const dot = mark(undefined, x + 14, y + height);
    height += item.height + 3;
    return [dot, ...item.elements];
  });
  return {
    elements: [
      `<rect x="${MARGIN}" y="${y}" width="4" height="${px(height)}" fill="${colour}"/>`,
      `<path d="M${x + 7.5} ${y + 4} l7 12.5 h-14 Z M${x + 7.5} ${y + 8.5} v4 m0 1.2 v1.2" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`,
      `<text x="${x + 23}" y="${y + 15}" fill="${colour}" font-weight="700">${TITLES[level]}</text>`,
      ...drawn,
    ],
    height,
  };
}

function table(rows: readonly (readonly (readonly Run[])[])[], y: number): Drawn {
  const unbounded = { from: 0, to: Infinity, size: SIZE };
  const cells = rows.map((row, i) =>
    row.map((cell) => {
      const runs = i === 0 ? cell.map((run) => ({ ...run, bold: true })) : cell;
      return { runs, width: linesOf(runs, unbounded)[0]?.at(-1)?.box.to ?? 0 };
    }),
  );
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column]?.width ?? 0) + 2 * CELL)),
  );
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, MARGIN));
  const total = widths.reduce((a, b) => a + b, 0);
  const texts = cells.flatMap((row, i) => {
    const line = row.flatMap(({ runs, width }, column) => {
      const spare = i === 0 ? ((widths[column] ?? 0) - width) / 2 : CELL;
      return linesOf(runs, { ...unbounded, from: (lefts[column] ?? 0) + spare })[0] ?? [];
    });
    return lineAt(line, y + i * ROW + 22, SIZE);
  });
  const height = rows.length * ROW;
  return {
    elements: [
      ...[...lefts, MARGIN + total].map(
        (x) => `<path d="M${Math.round(x) + 0.5} ${y} v${height + 1}" stroke="${RULE}"/>`,
      ),
      ...Array.from({ length: rows.length + 1 }, (_, i) => rule(MARGIN, y + i * ROW, total)),
      ...texts,
    ],
    height,
  };
}

/** What stands before an item, up to `x`: its number, or a dot. */
const mark = (number: string | undefined, x: number, y: number): string =>
  number === undefined
    ? `<circle cx="${x - 4}" cy="${px(y + 10.5)}" r="2.5" fill="${INK}"/>`
    : `<text x="${x}" y="${px(y + 15)}" text-anchor="end">${number}</text>`;

const rule = (x: number, y: number, width: number): string =>
  `<path d="M${x} ${px(Math.round(y) + 0.5)} h${px(width)}" stroke="${RULE}"/>`;

/** A number of pixels as it stands in a picture. */
const px = (value: number): string => String(Math.round(value * 10) / 10);

// Text of a comment in lines: where each piece begins, and how wide it is.
import type { Run } from './comment-markdown.ts';
import { widthOf } from './glyph-widths.ts';

/** Where text may stand: from, to and the size of its font in pixels. */
export interface Room {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

export interface Placed extends Run {
  readonly x: number;
  readonly width: number;
  /** Of the font, in pixels. */
  readonly size: number;
  /** With the grey around code. */
  readonly box: { readonly from: number; readonly to: number };
}

export type Line = readonly Placed[];

/** Of the text around it. */
const CODE_SIZE = 0.85;
const CODE_MARGIN = 5;

/** `runs` in as many lines as they need. Lines break between words; code stays in one piece. */
export function linesOf(runs: readonly Run[], { from, to, size }: Room): readonly Line[] {
  const lines: Placed[][] = [[]];
  let x = from;
  for (const word of runs.flatMap(wordsOf)) {
    const fresh = placed(word, x, size);
    const fits = fresh.box.to <= to || x === from;
    if (!fits) {
      lines.push([]);
      x = from;
    }
    if (x === from && word.text.trim() === '') continue;
    const here = fits ? fresh : placed({ ...word, text: word.text.trimStart() }, from, size);
    lines.at(-1)?.push(here);
    x = here.box.to;
  }
  return lines.map((line) => joined(line, size));
}

/** A word takes the space before it along. */
const wordsOf = (run: Run): readonly Run[] =>
  run.code === true
    ? [run]
    : [...run.text.matchAll(/ *[^ ]+| +$/g)].map(([text]) => ({ ...run, text }));

function placed(run: Run, from: number, around: number): Placed {
  const margin = run.code === true ? CODE_MARGIN : 0;
  const size = run.code === true ? around * CODE_SIZE : around;
  const x = from + margin;
  const width = widthOf(run.text, size, run);
  return { ...run, x, width, size, box: { from, to: x + width + margin } };
}

/** Words of one style that follow each other are one piece. */
function joined(line: Line, size: number): Line {
  const pieces: Placed[] = [];
  for (const word of line) {
    const last = pieces.at(-1);
    const same =
      last !== undefined &&
      word.code === undefined &&
      (['bold', 'code', 'link'] as const).every((style) => last[style] === word[style]);
    if (same)
      pieces.push(placed({ ...last, text: last.text + word.text }, pieces.pop()?.x ?? 0, size));
    else pieces.push(word);
  }
  return pieces;
}

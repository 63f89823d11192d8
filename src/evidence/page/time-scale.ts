// From times to places on a line. A long wait in which nothing happens is drawn shorter: hours at a gate would press a
// night of minutes together.

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TimeScale {
  /** Where an instant lies, between `left` and `right`. */
  readonly x: (instant: number) => number;
  /** Where time is drawn shorter. */
  readonly cuts: readonly number[];
  /** Round times with room for their labels. */
  readonly ticks: readonly number[];
}

/** How much of the busy time a wait may be before it is cut, and how much it is then. */
const LONG = 0.25;
const CUT = 0.08;
const LEAST = 30_000;

/** The scale for what happens in `busy`, drawn from `left` to `right`, with `room` for the label of a tick. */
export function timeScale(
  busy: readonly Span[],
  { left, right, room }: { readonly left: number; readonly right: number; readonly room: number },
): TimeScale {
  const spans = merged(busy);
  const total = Math.max(
    1,
    spans.reduce((sum, { from, to }) => sum + to - from, 0),
  );
  const longest = Math.max(LEAST, total * LONG);
  const pieces = spans.flatMap((span, i): Piece[] => {
    const next = spans[i + 1];
    const piece = { ...span, length: span.to - span.from, cut: false };
    if (next === undefined) return [piece];
    const wait = next.from - span.to;
    const cut = wait > longest;
    return [piece, { from: span.to, to: next.from, length: cut ? total * CUT : wait, cut }];
  });
  const drawn = Math.max(
    1,
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  const perMs = (right - left) / drawn;
  const x = (instant: number): number => {
    let begin = left;
    for (const { from, to, length } of pieces) {
      if (instant <= to) {
        const part = to === from ? 0 : Math.max(0, instant - from) / (to - from);
        return begin + part * length * perMs;
      }
      begin += length * perMs;
    }
    return right;
  };
  const middles = pieces.filter(({ cut }) => cut).map(({ from, to }) => x((from + to) / 2));
  return { x, cuts: middles, ticks: ticksOf(pieces, { x, perMs, room }) };
}

interface Piece extends Span {
  readonly length: number;
  readonly cut: boolean;
}

/** The spans in order, those that touch as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && span.from <= last.to)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else found.push(span);
  }
  return found;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((hours) => hours * HOUR),
];

function ticksOf(
  pieces: readonly Piece[],
  {
    x,
    perMs,
    room,
  }: { readonly x: (at: number) => number; readonly perMs: number; readonly room: number },
): readonly number[] {
  const step = STEPS.find((ms) => ms * perMs >= room) ?? STEPS.at(-1) ?? HOUR;
  const found: number[] = [];
  for (const { from, to, cut } of pieces) {
    if (cut) continue;
    for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) {
      const last = found.at(-1);
      if (last === undefined || x(tick) - x(last) >= room) found.push(tick);
    }
  }
  return found;
}

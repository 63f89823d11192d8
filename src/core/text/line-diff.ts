// What differs between two short texts, line by line, as `diff -u` shows it.

/** Lines around a change that are shown too. */
const CONTEXT = 2;

/** The most pairs of lines for which a table is made; above it, everything between the equal ends counts as changed. */
const LARGEST_TABLE = 16_000_000;

type Mark = ' ' | '-' | '+';

interface Line {
  readonly mark: Mark;
  readonly text: string;
}

export interface LineDiff {
  readonly added: number;
  readonly removed: number;
  /** With ` `, `-` or `+` before each line; `@@` before each part, with the last line before it that is not indented. */
  readonly lines: readonly string[];
}

/** The fewest changes between two lists of lines. */
export function lineDiff(before: readonly string[], after: readonly string[]): LineDiff {
  const all = compare(before, after);
  const count = (mark: Mark): number => all.filter((line) => line.mark === mark).length;
  return { added: count('+'), removed: count('-'), lines: parts(all) };
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...marked(' ', before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...marked(' ', end === 0 ? [] : before.slice(-end)),
  ];
}

/** By the longest common subsequence: `table[i][j]` is its length from the lines i and j on. */
function middle(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length * after.length > LARGEST_TABLE)
    return [...marked('-', before), ...marked('+', after)];
  const table = [new Uint32Array(after.length + 1)];
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const below = table[0] ?? new Uint32Array(after.length + 1);
    const row = new Uint32Array(after.length + 1);
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] =
        before[i] === after[j] ? at(below, j + 1) + 1 : Math.max(at(below, j), at(row, j + 1));
    table.unshift(row);
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const [old, now] = [before[i] ?? '', after[j] ?? ''];
    if (old === now) {
      lines.push({ mark: ' ', text: old });
      i += 1;
      j += 1;
    } else if (at(table[i + 1], j) >= at(table[i], j + 1)) {
      lines.push({ mark: '-', text: old });
      i += 1;
    } else {
      lines.push({ mark: '+', text: now });
      j += 1;
    }
  }
  return [...lines, ...marked('-', before.slice(i)), ...marked('+', after.slice(j))];
}

const at = (row: Uint32Array | undefined, index: number): number => row?.[index] ?? 0;

const marked = (mark: Mark, texts: readonly string[]): Line[] =>
  texts.map((text) => ({ mark, text }));

/** The changes with their context; equal lines far from any change are left out. */
function parts(all: readonly Line[]): string[] {
  const near = all.map((_, i) =>
    all.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  return all.flatMap(({ mark, text }, i) => {
    if (near[i] !== true) return [];
    const first = near[i - 1] !== true;
    const section = all.slice(0, i).findLast((line) => !line.text.startsWith(' '))?.text;
    const head = section === undefined ? '@@' : `@@ ${section}`;
    return [...(first && i > 0 ? [head] : []), `${mark}${text}`];
  });
}

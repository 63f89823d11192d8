// The list of all points of the night: which were swept and are safe, and which nobody has swept yet.
import { nameOf } from './points.ts';
import type { Trial } from './points.ts';

export interface Coverage {
  /** Names of trials. */
  readonly safe: ReadonlySet<string>;
  /** Known, and not swept yet: they do not count as new. */
  readonly open: ReadonlySet<string>;
}

/** Reads the text of the list. Throws where a line has another form. */
export function readCoverage(text: string): Coverage {
  const found = { safe: new Set<string>(), open: new Set<string>() };
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, kind, head, numbers] = /^(safe|open) (.+): (\d+(?: \d+)*)$/.exec(line) ?? [];
    if (kind === undefined || numbers === undefined)
      throw new Error(`swept.txt: expected "safe NAME: NUMBERS", got '${line}'; restore the file`);
    const names = kind === 'safe' ? found.safe : found.open;
    for (const number of numbers.split(' ')) names.add(`${head} ${number}`);
  }
  return found;
}

/** The text of the list, sorted. */
export function coverageText({ safe, open }: Coverage): string {
  const still = [...open].filter((name) => !safe.has(name));
  return [HEADING, ...lines('open', still), ...lines('safe', safe)].join('\n') + '\n';
}

const HEADING = `# The points of the night, written by "npm run sweep -- --unswept": kind, servers, step, call or document, and which of them.
# safe: swept with what was then the newest state. open: nobody has swept it yet.`;

function lines(kind: string, names: Iterable<string>): string[] {
  const numbers = new Map<string, number[]>();
  for (const name of names) {
    const cut = name.lastIndexOf(' ');
    const head = name.slice(0, cut);
    numbers.set(head, [...(numbers.get(head) ?? []), Number(name.slice(cut + 1))]);
  }
  return [...numbers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([head, found]) => `${kind} ${head}: ${found.sort((a, b) => a - b).join(' ')}`);
}

/** The trials whose name is in none of the sets. */
export const missing = (
  trials: readonly Trial[],
  ...known: readonly ReadonlySet<string>[]
): Trial[] => trials.filter((trial) => !known.some((names) => names.has(nameOf(trial))));

/** The list behind a sweep: with what was safe, without what was not, and without what no night has any more. */
export function after(
  { safe, open }: Coverage,
  swept: { readonly safe: Iterable<string>; readonly unsafe: ReadonlySet<string> },
  isGone: (name: string) => boolean,
): Coverage {
  const kept = (name: string): boolean => !isGone(name);
  return {
    safe: new Set([...safe, ...swept.safe].filter((name) => kept(name) && !swept.unsafe.has(name))),
    open: new Set([...open].filter(kept)),
  };
}

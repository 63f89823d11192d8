// The list of what was swept and was safe: one line for each kind, number of servers, step and name, then the numbers.
import { nameOf } from './points.ts';
import type { Trial } from './points.ts';

/** The names of the trials in the text of the list. */
export function readSwept(text: string): Set<string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Set(
    lines.flatMap((line) => {
      const [head = '', numbers] = line.split(': ');
      if (numbers === undefined)
        throw new Error(
          `the list of what was swept: expected NAME: NUMBERS, got '${line}'; restore the file`,
        );
      return numbers.split(' ').map((number) => `${head} ${number}`);
    }),
  );
}

/** The text of the list, sorted. */
export function sweptText(names: Iterable<string>): string {
  const numbers = new Map<string, number[]>();
  for (const name of names) {
    const cut = name.lastIndexOf(' ');
    const head = name.slice(0, cut);
    numbers.set(head, [...(numbers.get(head) ?? []), Number(name.slice(cut + 1))]);
  }
  const lines = [...numbers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([head, found]) => `${head}: ${found.sort((a, b) => a - b).join(' ')}\n`);
  return `${HEADING}${lines.join('')}`;
}

const HEADING = `# What was swept and is safe, by "npm run sweep": kind, servers, step, call or command, and which of them.
`;

/** The trials of a night that nobody has swept. */
export const missing = (trials: readonly Trial[], swept: ReadonlySet<string>): Trial[] =>
  trials.filter((trial) => !swept.has(nameOf(trial)));

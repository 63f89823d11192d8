// docs/performance.md: the numbers, where and when they were measured, and how to measure them again.
import { cell, table } from '../../docs/table.ts';
import { sideCells, SIDE_HEAD } from './print.ts';
import type { Result } from './results.ts';

const INTRODUCTION = `# Performance

Written by \`npm run bench -- --write\`; do not edit. Every number comes from two or more programs that ran by turns (A B A B …) on
the same machine, each as a process of its own: only such ratios count, since a machine drifts from minute to minute. Times are medians of
the rounds; processor time is that of all threads and children, and the last 40 ms may be missing. Memory is the peak of the process with its children. Servers are on loopback, without TLS.

![How much of each limit was needed](performance/goals.svg)
`;

const REPEATING = `## How to repeat it

\`\`\`sh
npm run bench                         # every benchmark with sizes for a laptop: one million objects, a few minutes each
npm run bench -- list --size 100000   # one benchmark, smaller
npm run bench -- --rounds 7 --full --write                             # also ten million rows; writes this page and its chart
npm run bench -- verify --size 100000000 --ours-only --write           # a hundred million paths by our side alone: 14 GB of disk
\`\`\`

Peers are used where they are installed: \`rclone\` and \`aws\` on \`PATH\`, DuckDB as a module of the \`python3\` on \`PATH\`
(\`pip install duckdb\`). A goal whose peer is missing is "not measured", never "met".
One with a limit inside the 95 % interval of the rounds, or with fewer than seven rounds, is "not decided". Every side must find the number of objects, or the two
planted differences, that are there; else the bench fails. \`--rounds N\` sets how often the sides take turns, \`--folder PATH\` where the data
goes (a million files need as many inodes).
`;

/** The page of these results. */
export function page(results: readonly Result[]): string {
  return [INTRODUCTION, goals(results), ...results.map(section), REPEATING].join('\n');
}

function goals(results: readonly Result[]): string {
  const rows = results.flatMap(({ goals }) =>
    goals.map(({ goal, met, found }) => [
      cell(goal),
      met === 'met' ? 'met' : `**${met}**`,
      cell(found),
    ]),
  );
  return `## Goals\n\n${table(['goal', '', 'found'], rows)}\n`;
}

function section({ title, what, measured, date, machine, load }: Result): string {
  const [first] = measured;
  const rows = measured.map((one) => sideCells(one, first).map(cell));
  const rounds = Math.max(...measured.map(({ milliseconds }) => milliseconds.length));
  const turns = rounds === 1 ? '1 round' : `${rounds} rounds`;
  return (
    `## ${title}\n\n${what}\n\n${table(SIDE_HEAD, rows)}\n\n` +
    `${date}, ${turns}, ${machine}; load average at the start ${load.toFixed(1)}.\n`
  );
}

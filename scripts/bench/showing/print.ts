// What was found, for the terminal.
import type { BenchmarkResult, GoalResult, Measured } from '../benchmark.ts';
import { median } from '../measuring/goal-results.ts';
import { mebibytes, perSecond, seconds } from './numbers.ts';

/** The cells of a side's row: name, median time, times as long as the first side, processor time, objects per second, memory. */
export function sideCells(measured: Measured, first: Measured | undefined): string[] {
  const { side, milliseconds, cpu, objects, peakBytes } = measured;
  const time = median(milliseconds);
  const ratio = first === undefined || first === measured ? 1 : median(first.milliseconds) / time;
  return [
    side,
    seconds(time),
    `${ratio.toFixed(3)}×`,
    seconds(median(cpu)),
    objects === 0 ? '–' : perSecond(objects, time),
    peakBytes === 0 ? '–' : mebibytes(peakBytes),
  ];
}

export const SIDE_HEAD = ['side', 'time', 'first / this', 'processor', 'objects/s', 'peak memory'];

/** A table of all sides and one line per goal. */
export function printed({ what, measured, goals }: BenchmarkResult): string {
  const [first] = measured;
  const rows = [SIDE_HEAD, ...measured.map((one) => sideCells(one, first))];
  const widths = SIDE_HEAD.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const table = rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [what, '', ...table, '', ...goals.map(goalLine), ''].join('\n');
}

const goalLine = ({ goal, met, found }: GoalResult): string =>
  `${met.toUpperCase().padEnd(12)}  goal ${goal}: ${found}`;

// What must hold over any line: it is found again where it changes, Slow Down is heard, and the memory stays small.
import type { GoalResult, Measured } from '../benchmark.ts';
import { mebibytes, MIB, seconds } from '../showing/numbers.ts';
import type { LineName, OpenLines } from '../serving/lines.ts';
import { judgeMost, judgeRounds } from './goal-results.ts';

const MOST_LOST_MS = 3000;
const MOST_REFUSED = 0.05;
const MOST_BYTES = 150 * MIB;

/** What one program has measured over each line. */
export type OverLines = Readonly<Record<LineName, Measured>>;

/** The goals that a program has over all lines; `row` is their row in the table, with what the program does. */
export async function lineGoals(
  row: string,
  over: OverLines,
  { servers }: OpenLines,
): Promise<GoalResult[]> {
  const { requests, refused } = await servers['Slow Down above 40'].counts();
  const peak = Math.max(...Object.values(over).map(({ peakBytes }) => peakBytes));
  return [
    judgeChange(row, over, '50, then 200 ms'),
    judgeChange(row, over, '200, then 50 ms'),
    judgeMost(`${row}: Slow Down above 40 at once: at most 5 % refused`, {
      // Nothing refused is a value, too: the goal is met, not left open.
      value: Math.max(refused, 0.1) / requests,
      limit: MOST_REFUSED,
      found: `${((refused / requests) * 100).toFixed(1)} % of ${requests}`,
    }),
    judgeMost(`${row}: at most 150 MiB over any line`, {
      value: peak,
      limit: MOST_BYTES,
      found: mebibytes(peak),
    }),
  ];
}

/** The time lost by the change: what it takes longer than half of the objects over each of both lines. */
function judgeChange(row: string, over: OverLines, name: LineName): GoalResult {
  const changing = over[name];
  const values = changing.work.flatMap((time, round) => {
    const each = ([over['50 ms'], over['200 ms']] as const).map(
      ({ work, objects }) => (work[round] ?? NaN) / objects,
    );
    const both = each.reduce((sum, one) => sum + (one * changing.objects) / 2, 0);
    return Number.isNaN(both) ? [] : [time - both];
  });
  return judgeRounds(`${row}: ${name}: found again in at most 3 s`, {
    values,
    limit: MOST_LOST_MS,
    shown: (value) => `${value < 0 ? '−' : ''}${seconds(Math.abs(value))}`,
  });
}

// Compares what was measured with a goal. What was not measured is never met.
import type { GoalResult, Measured } from './benchmark.ts';

/** Which of a side's times a goal speaks of: the whole process, or the work alone. */
export type Timed = 'milliseconds' | 'work';

/** `ours` at most `limit` times as long as `peer`: the median of the rounds' ratios decides. */
export function judgeRatio(
  goal: string,
  limit: number,
  sides: { readonly ours: Measured; readonly peer: Measured | undefined; readonly timed?: Timed },
): GoalResult {
  const { ours, peer, timed = 'milliseconds' } = sides;
  if (peer === undefined) return notMeasured(goal, 'peer missing');
  const ratios = ours[timed].flatMap((time, round) => {
    const other = peer[timed][round];
    return other === undefined ? [] : [time / other];
  });
  if (ratios.length === 0) return notMeasured(goal, 'no round of both');
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`;
  return measuredGoal(
    goal,
    ratio / limit,
    `${ratio.toFixed(3)}× (${ratios.length} rounds: ${range})`,
  );
}

/** `value` at most `limit`, both in the same unit. */
export const judgeMost = (
  goal: string,
  {
    value,
    limit,
    found,
  }: { readonly value: number; readonly limit: number; readonly found: string },
): GoalResult =>
  value > 0 ? measuredGoal(goal, value / limit, found) : notMeasured(goal, 'no value');

/** `value` at least `limit`. */
export const judgeLeast = (
  goal: string,
  {
    value,
    limit,
    found,
  }: { readonly value: number; readonly limit: number; readonly found: string },
): GoalResult =>
  value > 0 ? measuredGoal(goal, limit / value, found) : notMeasured(goal, 'no value');

export const notMeasured = (goal: string, why: string): GoalResult => ({
  goal,
  met: 'not measured',
  found: why,
});

const measuredGoal = (goal: string, share: number, found: string): GoalResult => ({
  goal,
  met: share <= 1 ? 'met' : 'not met',
  found,
  share,
});

/** The middle of `values`, or of their two middles. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? NaN) + upper) / 2 : upper;
}

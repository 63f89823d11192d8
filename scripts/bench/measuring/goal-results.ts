// Compares what was measured with a goal. What was not measured is never met.
import type { GoalResult, Measured } from '../benchmark.ts';

/** Which of a side's times a goal speaks of: the whole process, the work alone, or the processor's. */
export type Timed = 'milliseconds' | 'work' | 'cpu';

/** `ours` at most `limit` times as long as `peer`: the median of the rounds' ratios decides. */
export function judgeRatio(
  goal: string,
  limit: number,
  sides: { readonly ours: Measured; readonly peer: Measured | undefined; readonly timed?: Timed },
): GoalResult {
  const { ours, peer, timed = 'milliseconds' } = sides;
  if (peer === undefined) return notMeasured(goal, 'peer missing');
  const ratios = ratiosOf(ours, peer, timed);
  if (ratios.length === 0) return notMeasured(goal, 'no round of both');
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`;
  return measuredGoal(
    goal,
    ratio / limit,
    `${ratio.toFixed(3)}× (${ratios.length} rounds: ${range})`,
  );
}

/** Each round's time of `ours` by that of `peer` in the same round. */
export const ratiosOf = (ours: Measured, peer: Measured, timed: Timed): number[] =>
  ours[timed].flatMap((time, round) => {
    const other = peer[timed][round];
    return other === undefined ? [] : [time / other];
  });

/** `ours` at most `limit` times as long as `peer`, decided by the rounds' interval. */
export const judgeTimes = (
  goal: string,
  limit: number,
  sides: { readonly ours: Measured; readonly peer: Measured | undefined; readonly timed?: Timed },
): GoalResult => {
  const { ours, peer, timed = 'milliseconds' } = sides;
  if (peer === undefined) return notMeasured(goal, 'peer missing');
  const values = ratiosOf(ours, peer, timed);
  return judgeRounds(goal, { values, limit, shown: (value) => `${value.toFixed(3)}×` });
};

/** Rounds without which nothing is decided that needs an interval. */
export const LEAST_ROUNDS = 7;

/**
 * Each round's value at most `limit`, or with `atLeast` at least: the median decides. Where the limit lies in its 95 %
 * interval, or where there were too few rounds for one, nothing is decided.
 */
export function judgeRounds(
  goal: string,
  rounds: {
    readonly values: readonly number[];
    readonly limit: number;
    readonly atLeast?: boolean;
    readonly shown: (value: number) => string;
  },
): GoalResult {
  const { values, limit, atLeast = false, shown } = rounds;
  if (values.length === 0) return notMeasured(goal, 'no round');
  const middle = median(values);
  const share = Math.max(0, atLeast ? limit / middle : middle / limit);
  const [low, high] = interval(values);
  const few = values.length < LEAST_ROUNDS;
  const found = `${shown(middle)} (${values.length} rounds: ${shown(low)} to ${shown(high)}${few ? `; ${LEAST_ROUNDS} decide` : ''})`;
  const result = measuredGoal(goal, share, found);
  const open = atLeast ? low < limit && high >= limit : low <= limit && high > limit;
  return few || open ? { ...result, met: 'not decided' } : result;
}

/**
 * `ours` at most `limit` milliseconds longer than `peer`: the median of the rounds' differences. Where the limit lies in
 * its 95 % interval, nothing is decided.
 */
export function judgeDifference(
  goal: string,
  limit: number,
  { ours, peer }: { readonly ours: Measured; readonly peer: Measured | undefined },
): GoalResult {
  if (peer === undefined) return notMeasured(goal, 'peer missing');
  const differences = ours.milliseconds.flatMap((time, round) => {
    const other = peer.milliseconds[round];
    return other === undefined ? [] : [time - other];
  });
  if (differences.length === 0) return notMeasured(goal, 'no round of both');
  const middle = median(differences);
  const [low, high] = interval(differences);
  const found = `${middle.toFixed(1)} ms (${differences.length} rounds, 95 %: ${low.toFixed(1)} to ${high.toFixed(1)})`;
  const result = measuredGoal(goal, middle / limit, found);
  return low <= limit && high > limit ? { ...result, met: 'not decided' } : result;
}

/** The 95 % interval of the median, by the ranks of the values. */
function interval(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const spread = (1.96 * Math.sqrt(sorted.length)) / 2;
  const low = Math.max(0, Math.floor(sorted.length / 2 - spread) - 1);
  return [sorted[low] ?? NaN, sorted[sorted.length - 1 - low] ?? NaN];
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

// Goal 12: a listing over lines of all kinds, against the same listing without latency; in folders, and all in one.
import type { Bench, Benchmark, BenchmarkResult, GoalResult, Measured } from '../benchmark.ts';
import { manifestFile, ownSide } from '../data/data.ts';
import { judgeRounds, ratiosOf } from '../measuring/goal-results.ts';
import { lineGoals } from '../measuring/line-goals.ts';
import type { OverLines } from '../measuring/line-goals.ts';
import { sideBySide } from '../measuring/side-by-side.ts';
import { LISTING_AT_MOST } from '../ours/connection.ts';
import { LINE_NAMES, openLines } from '../serving/lines.ts';
import type { LineName } from '../serving/lines.ts';
import type { Layout } from '../data/key-space.ts';
import { grouped } from '../showing/numbers.ts';

const DEFAULT_SIZE = 1_000_000;
const LIMITS = [
  ['50 ms', 1.3],
  ['200 ms', 1.6],
] as const satisfies readonly (readonly [LineName, number])[];

export const far: Benchmark = {
  name: 'far',
  title: 'Goal 12: list a bucket that is far away',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const measured: Measured[] = [];
    const goals: GoalResult[] = [];
    for (const layout of ['deep', 'flat'] as const) {
      const found = await overLines(bench, layout, count);
      measured.push(...found.measured);
      goals.push(...found.goals);
    }
    return {
      what:
        `${grouped(count)} keys, at most ${LISTING_AT_MOST} requests at once. Over a line that changes, the second half of the keys is ` +
        'answered at the other latency. Only the time of the listing counts.',
      measured,
      goals,
    };
  },
};

async function overLines(
  bench: Bench,
  layout: Layout,
  count: number,
): Promise<Pick<BenchmarkResult, 'measured' | 'goals'>> {
  const manifest = await manifestFile(bench, { count, layout });
  await using lines = await openLines(bench, () => ({ count, layout }));
  const measured = await sideBySide(
    bench,
    LINE_NAMES.map((name) =>
      ownSide(`${layout}, ${name}`, [bench.worker('list-ours'), manifest], {
        env: lines.servers[name].env,
        wanted: { objects: count },
      }),
    ),
  );
  const over = Object.fromEntries(LINE_NAMES.map((name, n) => [name, measured[n]])) as Record<
    LineName,
    Measured
  >;
  return {
    measured,
    goals: [
      ...LIMITS.map(([name, limit]) => judgeLatency(over, layout, name, limit)),
      ...(await lineGoals(`12: ${layout}`, over, lines)),
    ],
  };
}

const judgeLatency = (over: OverLines, layout: Layout, name: LineName, limit: number): GoalResult =>
  judgeRounds(`12: ${layout}: ${name}: at most ${limit}× without latency`, {
    values: ratiosOf(over[name], over.loopback, 'work'),
    limit,
    shown: (value) => `${value.toFixed(2)}×`,
  });

// Goal 5: a bucket that is far away, one request after the other against many; in folders, and all in one.
import type { Bench, Benchmark, BenchmarkResult, GoalResult, Measured } from '../benchmark.ts';
import { LISTING_AT_FIRST } from '../ours/connection.ts';
import { countLines, manifestFile, ownSide } from '../data/data.ts';
import { judgeMost, judgeRatio, median, notMeasured } from '../measuring/goal-results.ts';
import type { Layout } from '../data/key-space.ts';
import { grouped } from '../showing/numbers.ts';
import { peer } from '../measuring/peers.ts';
import { startListServer } from '../serving/server.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const DEFAULT_SIZE = 100_000;
const LATENCY_MS = 50;
const PAGE_KEYS = 1000;

export const latency: Benchmark = {
  name: 'latency',
  title: 'Goal 5: list a bucket at 50 ms per request',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const rounds = Math.ceil(Math.ceil(count / PAGE_KEYS) / LISTING_AT_FIRST);
    const ideal = rounds * LATENCY_MS;
    const measured: Measured[] = [];
    const goals: GoalResult[] = [];
    for (const layout of ['deep', 'flat'] as const) {
      const found = await measureLayout(bench, layout, count);
      measured.push(...found);
      goals.push(...judge(found, layout, ideal));
    }
    return {
      what:
        `${grouped(count)} keys, ${LATENCY_MS} ms per request, ${LISTING_AT_FIRST} at once; ideal ${rounds} × ${LATENCY_MS} ms. ` +
        'Only the time of the listing counts: a process starts once.',
      measured,
      goals,
    };
  },
};

async function measureLayout(bench: Bench, layout: Layout, count: number): Promise<Measured[]> {
  const manifest = await manifestFile(bench, { count, layout });
  const tree = { count, layout, latency: LATENCY_MS };
  await using server = await startListServer(bench.worker('list-server'), tree);
  const { env } = server;
  const wanted = { objects: count };
  const rclone = peer('rclone');
  return await sideBySide(bench, [
    ownSide(`ours, ${layout}`, [bench.worker('list-ours'), manifest], { env, wanted }),
    ownSide(`SDK's paginator, ${layout}`, [bench.worker('list-sdk')], { env, wanted }),
    ...(rclone === undefined
      ? []
      : [
          {
            name: `${rclone.name} lsf, ${layout}`,
            command: {
              argv: [rclone.program, 'lsf', '-R', '--files-only', 'bench:bench'] as const,
              env,
            },
            read: (output: string) => ({ objects: countLines(output) }),
            once: true,
          },
        ]),
  ]);
}

function judge(measured: readonly Measured[], layout: Layout, ideal: number): GoalResult[] {
  const [ours, sdk] = measured;
  const named = `5: ${layout}: at most`;
  const toIdeal = `${named} 1.5× the ideal`;
  if (ours === undefined) return [notMeasured(toIdeal, 'not run')];
  const time = median(ours.work);
  return [
    judgeRatio(`${named} 0.08× the SDK's paginator`, 0.08, { ours, peer: sdk, timed: 'work' }),
    judgeMost(toIdeal, {
      value: time,
      limit: 1.5 * ideal,
      found: `${time.toFixed(0)} ms, ${(time / ideal).toFixed(2)}× ${ideal} ms`,
    }),
  ];
}

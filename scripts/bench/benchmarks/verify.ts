// Goals 6 and 6′: a manifest against the bucket, path by path, against rclone's comparison of a tree with it.
import { readFileSync } from 'node:fs';
import type {
  Bench,
  Benchmark,
  BenchmarkResult,
  GoalResult,
  Measured,
  Side,
} from '../benchmark.ts';
import { manifestFile, ownSide, treeFolder } from '../data/data.ts';
import { judgeMost, judgeTimes, notMeasured } from '../measuring/goal-results.ts';
import { grouped, mebibytes, MIB } from '../showing/numbers.ts';
import { peer } from '../measuring/peers.ts';
import { startListServer } from '../serving/server.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const DEFAULT_SIZE = 1_000_000;
const TIMES_LARGER = 10;

export const verify: Benchmark = {
  name: 'verify',
  title: 'Goals 6 and 6′: verify a manifest against the bucket',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const rclone = peer('rclone');
    const tree = rclone === undefined ? undefined : await treeFolder(bench, count);
    const measured = await measureVerify(bench, count, (env) =>
      rclone === undefined || tree === undefined
        ? []
        : [
            {
              name: `${rclone.name} check --size-only`,
              command: {
                argv: [rclone.program, 'check', '--size-only', tree, 'bench:bench'],
                env,
              },
              // It ends with 1 where it has found differences.
              codes: [1],
              read: readCheck(count),
            },
          ],
    );
    const large = bench.full
      ? await measureVerify({ ...bench, rounds: 1 }, count * TIMES_LARGER, () => [])
      : [];
    const [ours, listing, theirs] = measured;
    if (ours === undefined) throw new Error('our side is missing');
    return {
      what:
        `${grouped(count)} paths in folders of 1,000. One is missing and one has another size: both sides must ` +
        'find just these. Ours reads a manifest, rclone the tree itself (warm). Whole processes.',
      measured: [...measured, ...large],
      goals: [
        judgeTimes('6′: at most 1.15× our own listing', 1.15, {
          ...{ ours, peer: listing, timed: 'work' },
        }),
        judgeTimes('6′: at most 0.115× rclone check --size-only', 0.115, { ours, peer: theirs }),
        judgeMost('6: at most 200 MiB', {
          value: ours.peakBytes,
          limit: 200 * MIB,
          found: mebibytes(ours.peakBytes),
        }),
        judgeGrowth(ours, large[0]),
      ],
    };
  },
};

async function measureVerify(
  bench: Bench,
  count: number,
  peers: (env: Readonly<Record<string, string>>) => Side[],
): Promise<Measured[]> {
  const manifest = await manifestFile(bench, { count });
  const damage = damageOf(count);
  await using server = await startListServer(bench.worker('list-server'), { count, ...damage });
  const { env } = server;
  const wanted = { verdict: 'fail', objects: count, same: count - 2, differences: 2 };
  return await sideBySide(bench, [
    ownSide(`ours, ${grouped(count)}`, [bench.worker('verify-ours'), manifest], { env, wanted }),
    ownSide(`our listing alone, ${grouped(count)}`, [bench.worker('list-ours'), manifest], {
      env,
      wanted: { objects: count - damage.missing.length },
    }),
    ...peers(env),
  ]);
}

/** A file that the bucket lacks, and one that is a byte longer there. */
const damageOf = (count: number): { missing: readonly number[]; resized: readonly number[] } => ({
  missing: [Math.floor(count / 3) + 2],
  resized: [Math.floor(count / 2) + 3],
});

function readCheck(count: number): NonNullable<Side['read']> {
  return (_, messages) => {
    const found = /(\d+) differences found/.exec(readFileSync(messages, 'utf8'))?.[1];
    if (found !== '2') throw new Error(`rclone: expected 2 differences, got ${found}`);
    return { objects: count };
  };
}

function judgeGrowth(ours: Measured, large: Measured | undefined): GoalResult {
  const goal = '6: memory at ten times as many at most 1.1×';
  if (large === undefined) return notMeasured(goal, 'runs with --full');
  const growth = large.peakBytes / ours.peakBytes;
  const found = `${growth.toFixed(2)}× (${mebibytes(large.peakBytes)})`;
  return judgeMost(goal, { value: growth, limit: 1.1, found });
}

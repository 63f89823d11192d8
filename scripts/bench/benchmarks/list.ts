// Goal 4: all keys of a bucket, against the SDK's paginator, rclone and the AWS CLI.
import type { Bench, Benchmark, BenchmarkResult, Side } from '../benchmark.ts';
import { countLines, manifestFile, ownSide } from '../data/data.ts';
import { judgeMost, judgeRatio } from '../measuring/goal-results.ts';
import { peer } from '../measuring/peers.ts';
import { grouped, mebibytes, MIB } from '../showing/numbers.ts';
import { startListServer } from '../serving/server.ts';
import type { ListServer } from '../serving/server.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const DEFAULT_SIZE = 1_000_000;

export const list: Benchmark = {
  name: 'list',
  title: 'Goal 4: list a bucket',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const manifest = await manifestFile(bench, { count });
    await using server = await startListServer(bench.worker('list-server'), { count });
    const measured = await sideBySide(bench, sides(bench, server, { count, manifest }));
    const [ours, sdk] = measured;
    if (ours === undefined || sdk === undefined) throw new Error('a side is missing');
    const rclone = measured.find(({ side }) => side.startsWith('rclone'));
    return {
      what: `${grouped(count)} keys in folders of 1,000, 16 requests at once, no latency. Whole processes.`,
      measured,
      goals: [
        judgeRatio("4: at most 0.10× the SDK's paginator", 0.1, { ours, peer: sdk }),
        judgeRatio('4: at most 0.08× rclone lsf', 0.08, { ours, peer: rclone }),
        judgeMost('4: at most 150 MiB', {
          value: ours.peakBytes,
          limit: 150 * MIB,
          found: mebibytes(ours.peakBytes),
        }),
      ],
    };
  },
};

function sides(
  bench: Bench,
  { env }: ListServer,
  { count, manifest }: { readonly count: number; readonly manifest: string },
): Side[] {
  const wanted = { objects: count };
  const all = [
    ownSide('ours', [bench.worker('list-ours'), manifest], { env, wanted }),
    ownSide("SDK's paginator", [bench.worker('list-sdk')], { env, wanted }),
  ];
  const rclone = peer('rclone');
  if (rclone !== undefined)
    all.push({
      name: `${rclone.name} lsf`,
      command: { argv: [rclone.program, 'lsf', '-R', '--files-only', 'bench:bench'], env },
      read: (output) => ({ objects: countLines(output) }),
    });
  const aws = peer('aws');
  if (aws !== undefined)
    all.push({
      name: `${aws.name} s3 ls`,
      command: { argv: [aws.program, 's3', 'ls', '--recursive', 's3://bench'], env },
      read: (output) => ({ objects: countLines(output) }),
      once: true,
    });
  return all;
}

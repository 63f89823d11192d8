// Goals 7 and 7′: two gzip'd manifests merged path by path, against readline and DuckDB.
import type {
  Bench,
  Benchmark,
  BenchmarkResult,
  GoalResult,
  Measured,
  Side,
} from '../benchmark.ts';
import { manifestFile, ownSide, reported } from '../data/data.ts';
import { judgeMost, judgeRatio, judgeTimes, notMeasured } from '../measuring/goal-results.ts';
import { grouped } from '../showing/numbers.ts';
import { DUCKDB_MERGE, peer } from '../measuring/peers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const DEFAULT_SIZE = 1_000_000;
const FULL_SIZE = 10_000_000;

const TO_GZIP = '7′: at most 1.15× gzip -dc of both manifests';
const TO_READLINE = '7: at most 0.30× readline';
const TO_DUCKDB = '7: at most 0.65× DuckDB';
const MEMORY = '7: at most 0.10× the memory of DuckDB';
const GOALS = [TO_GZIP, TO_READLINE, TO_DUCKDB, MEMORY];

/** The goal is about ten million rows: with fewer, all sides mostly start. */
const tooSmall = (goal: string): GoalResult => notMeasured(goal, 'runs with --full');

export const merge: Benchmark = {
  name: 'merge',
  title: "Goals 7 and 7′: merge two gzip'd manifests",
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? (bench.full ? FULL_SIZE : DEFAULT_SIZE);
    const measured = await sideBySide(bench, await sides(bench, count));
    const [ours, readline] = measured;
    const duckdb = measured.find(({ side }) => side.startsWith('duckdb'));
    if (ours === undefined) throw new Error('our side is missing');
    return {
      what:
        `${grouped(count)} rows each, whole rows as list-tree writes them, of a source and of its gateway, whose ctimes are others by ` +
        'nature; one path is missing there and one has another size. Every side compares type, size, mtime, mode and owner and must ' +
        'find just these two, ours with all other rules of a comparison. Rows/s are those of one manifest. Whole processes.',
      measured,
      goals:
        count < FULL_SIZE
          ? GOALS.map(tooSmall)
          : [
              judgeTimes(TO_GZIP, 1.15, { ours, peer: measured.at(-1) }),
              judgeRatio(TO_READLINE, 0.3, { ours, peer: readline }),
              judgeRatio(TO_DUCKDB, 0.65, { ours, peer: duckdb }),
              judgeMemory(ours, duckdb),
            ],
    };
  },
};

async function sides(bench: Bench, count: number): Promise<Side[]> {
  const damage = { missing: [Math.floor(count / 3) + 2], resized: [Math.floor(count / 2) + 3] };
  const wanted = { objects: count, differences: 2 };
  const rows = [
    await manifestFile(bench, { count }),
    await manifestFile(bench, { count, gateway: true, ...damage }),
  ];
  const lines = [
    await manifestFile(bench, { count, form: 'lines' }),
    await manifestFile(bench, { count, form: 'lines', gateway: true, ...damage }),
  ];
  const all = [
    ownSide('ours', [bench.worker('merge-ours'), ...rows], { wanted }),
    ownSide('readline', [bench.worker('merge-readline'), ...lines], { wanted }),
  ];
  const duckdb = peer('duckdb');
  if (duckdb !== undefined)
    all.push({
      name: duckdb.name,
      command: { argv: [duckdb.program, DUCKDB_MERGE, ...lines] },
      read: reported(wanted),
    });
  all.push({
    name: 'gzip -dc of both, nothing else',
    command: { argv: ['sh', '-c', 'gzip -dc "$0" & gzip -dc "$1" >&2; wait', ...rows] },
    discard: true,
  });
  return all;
}

function judgeMemory(ours: Measured, duckdb: Measured | undefined): GoalResult {
  if (duckdb === undefined) return notMeasured(MEMORY, 'peer missing');
  const share = ours.peakBytes / duckdb.peakBytes;
  return judgeMost(MEMORY, { value: share, limit: 0.1, found: `${share.toFixed(3)}×` });
}

// Goal 13: a very large verification by our side alone: parts of a manifest, their check, listing, verdicts, differences.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Benchmark, BenchmarkResult, GoalResult, Measured } from '../benchmark.ts';
import { ownSide, writeParts } from '../data/data.ts';
import { isFolder, keySpace, scatter } from '../data/key-space.ts';
import type { KeySpace } from '../data/key-space.ts';
import { judgeMost } from '../measuring/goal-results.ts';
import { sideBySide } from '../measuring/side-by-side.ts';
import { startListServer } from '../serving/server.ts';
import { grouped } from '../showing/numbers.ts';
import { printed } from '../showing/print.ts';

const GOAL_SIZE = 100_000_000;
const MILLION = 1_000_000;
const MOST_GROWTH = 1.1;
const GIGABYTE = 1e9;
const MOST_DISK = 14 * GIGABYTE;
const LEAST = 1000;
const LOOK_MS = 500;

export const verifyAlone: Benchmark = {
  name: 'verify',
  oursOnly: true,
  title: 'Goal 13: verify a very large tree',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? MILLION;
    const lines: string[] = [];
    const say = (text: string): void => {
      lines.push(`${new Date().toISOString()} ${text.trim()}`);
      bench.say(text);
    };
    const runs: Run[] = [];
    for (const part of [100, 10, 1])
      runs.push(await runOnce({ ...bench, say }, Math.max(LEAST, Math.ceil(count / part))));
    const result = {
      what:
        `${runs.map(({ entries }) => grouped(entries)).join(', ')} paths of real length, in parts as list-tree leaves them. ` +
        'The time is from the first part to the last difference. In each million one file is missing or has another size, and each was found by its name.',
      measured: runs.map(({ measured }) => measured),
      goals: goals(runs),
    };
    const log = { file: `verify-${count}.txt`, text: `${lines.join('\n')}\n\n${printed(result)}` };
    return { ...result, log };
  },
};

interface Run {
  readonly entries: number;
  readonly measured: Measured;
  readonly disk: number;
}

async function runOnce(bench: Bench, count: number): Promise<Run> {
  const folder = join(bench.folder, `parts-${count}`);
  using disk = watchDisk(folder);
  try {
    await writeParts(bench, folder, count);
    const space = keySpace(count, 'long');
    const damage = damageOf(space);
    const tree = { count, layout: 'long', ...damage } as const;
    await using server = await startListServer(bench.worker('list-server'), tree);
    const damaged = [...damage.missing, ...damage.resized];
    const side = ownSide(`ours, ${grouped(count)}`, [bench.worker('verify-parts'), folder], {
      env: server.env,
      wanted: {
        ...{ verdict: 'fail', objects: count, same: count - damaged.length },
        differences: damaged.length,
      },
    });
    const { read } = side;
    const reading: typeof read = (...files) => {
      findByName(
        join(folder, 'differences.txt'),
        damaged.map((index) => space.path(index)),
      );
      return read?.(...files) ?? { objects: 0 };
    };
    const [measured] = await sideBySide({ ...bench, rounds: 1 }, [{ ...side, read: reading }]);
    if (measured === undefined) throw new Error('our side is missing');
    return { entries: count, measured, disk: disk.peak() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file in each million: missing in the bucket, or a byte longer there. */
function damageOf(space: KeySpace): Record<'missing' | 'resized', number[]> {
  const { count } = space;
  const damage = { missing: [] as number[], resized: [] as number[] };
  for (let start = 0; start < count; start += MILLION) {
    let index = start + (scatter(start, 5) % Math.min(MILLION, count - start));
    while (index > 0 && isFolder(space.path(index))) index -= 1;
    damage[(start / MILLION) % 2 === 0 ? 'missing' : 'resized'].push(index);
  }
  return damage;
}

/** Throws where a path has no line of its own, or there are other lines than those of the legend. */
function findByName(file: string, paths: readonly string[]): void {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  for (const path of paths)
    if (!lines.some((line) => line.includes(path)))
      throw new Error(`differences: expected a line with ${path}, got ${lines.length} others`);
  if (lines.length !== paths.length)
    throw new Error(`differences: expected ${paths.length} lines, got ${lines.length}`);
}

/** Looks now and then how many bytes the files of a folder take. */
function watchDisk(folder: string): Disposable & { readonly peak: () => number } {
  let peak = 0;
  const look = (): void => {
    const now = filesOf(folder).reduce((sum, file) => sum + bytesOf(join(folder, file)), 0);
    peak = Math.max(peak, now);
  };
  const timer = setInterval(look, LOOK_MS);
  return { peak: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Of a file that may go at any moment. */
const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function goals(runs: readonly Run[]): GoalResult[] {
  const [small, middle, large] = runs;
  if (small === undefined || middle === undefined || large === undefined) return [];
  const of = (run: Run): string => grouped(run.entries);
  const memory = large.measured.peakBytes / small.measured.peakBytes;
  const each = ({ measured, entries }: Run): number => (measured.work[0] ?? NaN) / entries;
  const time = each(large) / each(middle);
  const found = [
    judgeMost(`13: memory at most ${MOST_GROWTH}× that at ${of(small)}`, {
      value: memory,
      limit: MOST_GROWTH,
      found: `${memory.toFixed(2)}×`,
    }),
    judgeMost(`13: time at most ${MOST_GROWTH}× linear from ${of(middle)}`, {
      value: time,
      limit: MOST_GROWTH,
      found: `${time.toFixed(2)}×`,
    }),
    judgeMost('13: disk at most 14 GB', {
      value: large.disk,
      limit: MOST_DISK,
      found: `${(large.disk / GIGABYTE).toFixed(2)} GB`,
    }),
  ];
  if (large.entries >= GOAL_SIZE) return found;
  return found.map(({ goal, found: what }) => ({
    goal,
    met: 'not decided',
    found: `${what}; ${grouped(GOAL_SIZE)} paths decide`,
  }));
}

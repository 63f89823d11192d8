// Goal 11: the metadata of every object, read and judged, against the SDK's HeadObject and over lines of all kinds.
import { HEADS_AT_MOST } from '../../../src/aws/s3/heads/head-reader.ts';
import type {
  Bench,
  Benchmark,
  BenchmarkResult,
  GoalResult,
  Measured,
  Side,
} from '../benchmark.ts';
import { countLines, manifestFile, ownSide } from '../data/data.ts';
import { judgeRounds, notMeasured, ratiosOf } from '../measuring/goal-results.ts';
import { lineGoals } from '../measuring/line-goals.ts';
import type { OverLines } from '../measuring/line-goals.ts';
import { peer } from '../measuring/peers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';
import { LINE_NAMES, openLines } from '../serving/lines.ts';
import type { LineName, OpenLines } from '../serving/lines.ts';
import { grouped } from '../showing/numbers.ts';

const DEFAULT_SIZE = 100_000;
/** Over the slow lines a part is enough: only the rate counts. */
const PART = 4;
const TO_SDK = 4.5;
const OF_IDEAL = 0.8;
/** S3 answers 5,500 requests a second below one prefix. */
const MOST_RATE = 4000;

export const heads: Benchmark = {
  name: 'heads',
  title: 'Goal 11: the metadata of every object',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const countOver = (name: LineName): number =>
      name === 'loopback' || name === '50 ms' ? count : Math.ceil(count / PART);
    await using lines = await openLines(bench, (name) => ({
      count: countOver(name),
      layout: 'flat',
    }));
    const sides: Side[] = [];
    for (const name of LINE_NAMES) sides.push(await side(bench, lines, name, countOver(name)));
    const measured = await sideBySide(bench, [...sides, ...(await peers(bench, lines, count))]);
    const over = Object.fromEntries(LINE_NAMES.map((name, n) => [name, measured[n]]));
    return {
      what:
        `${grouped(count)} objects in one folder, ${grouped(countOver('200 ms'))} over the lines that are slow or change; at most ${HEADS_AT_MOST} requests at once. ` +
        'Each head is compared with its row of the manifest. A rate is that of the work alone, a core is that of the whole process.',
      measured,
      goals: [
        judgePerCore(measured),
        judgeRate(over as OverLines, '50 ms', 50),
        judgeRate(over as OverLines, '200 ms', 200),
        ...(await lineGoals('11', over as OverLines, lines)),
      ],
    };
  },
};

/** Reads all heads over a line, by our reader or by the SDK's HeadObject. */
async function side(
  bench: Bench,
  { servers }: OpenLines,
  name: LineName | 'SDK',
  count: number,
): Promise<Side> {
  const manifest = await manifestFile(bench, { count, layout: 'flat' });
  const [said, by] = name === 'SDK' ? ["SDK's HeadObject", 'sdk'] : [`ours, ${name}`, 'ours'];
  const { env } = servers[name === 'SDK' ? 'loopback' : name];
  return ownSide(said, [bench.worker('heads'), manifest, by], {
    env,
    wanted: { objects: count, differences: 0 },
  });
}

async function peers(bench: Bench, lines: OpenLines, count: number): Promise<Side[]> {
  const all = [await side(bench, lines, 'SDK', count)];
  const rclone = peer('rclone');
  if (rclone !== undefined)
    all.push({
      name: `${rclone.name} lsjson --metadata`,
      command: {
        argv: [rclone.program, 'lsjson', '-R', '--files-only', '--metadata', 'bench:bench'],
        env: lines.servers.loopback.env,
      },
      read: (output) => ({ objects: countLines(output) - 2 }),
      once: true,
    });
  return all;
}

function judgePerCore(measured: readonly Measured[]): GoalResult {
  const goal = `11: at least ${TO_SDK}× the SDK's HeadObject, per core`;
  const ours = measured[0];
  const sdk = measured.find(({ side }) => side.startsWith('SDK'));
  if (ours === undefined || sdk === undefined) return notMeasured(goal, 'peer missing');
  return judgeRounds(goal, {
    values: ratiosOf(sdk, ours, 'cpu'),
    limit: TO_SDK,
    atLeast: true,
    shown: (value) => `${value.toFixed(2)}×`,
  });
}

function judgeRate(over: OverLines, name: LineName, latencyMs: number): GoalResult {
  const limit = Math.min(MOST_RATE, (OF_IDEAL * HEADS_AT_MOST * 1000) / latencyMs);
  const { work, objects } = over[name];
  return judgeRounds(`11: ${name}: at least ${grouped(limit)} heads/s`, {
    values: work.map((time) => (objects / time) * 1000),
    limit,
    atLeast: true,
    shown: (value) => grouped(Math.round(value)),
  });
}

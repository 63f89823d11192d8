// Goal 8′: the manifest made on the server, against the bare find that it cannot do without.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult, Side } from '../benchmark.ts';
import { treeFolder } from '../data/data.ts';
import { documentSide } from '../measuring/document-run.ts';
import { judgeTimes } from '../measuring/goal-results.ts';
import { grouped } from '../showing/numbers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const DEFAULT_SIZE = 1_000_000;
/** What list-tree asks find for, and how it sorts and packs. */
const FIND = "-xdev -printf '%y %s %T@ %C@ %m %U %G %n/%P\\0'";
const SORT_MIB = 256;
const sort = (finds: number): string =>
  `LC_ALL=C sort -z -s -t / -k 2 -S ${SORT_MIB / finds}M --compress-program=gzip`;

export const manifest: Benchmark = {
  name: 'manifest',
  title: 'Goal 8′: make the manifest on the server',
  async run(bench): Promise<BenchmarkResult> {
    const count = bench.size ?? DEFAULT_SIZE;
    const tree = await treeFolder(bench, count);
    const halves = halvesOf(tree);
    const whole = [`find ${quoted(tree)} -mindepth 1 ${FIND}`];
    // Once in vain, so that all sides find the tree's inodes in memory.
    await sideBySide({ ...bench, rounds: 1 }, [shell('warm-up', [`${whole[0]} | tail -c 1`])]);
    const measured = await sideBySide(bench, [
      shell('find', whole),
      shell('find | sort | gzip', [`${whole[0]} | ${sort(1)} | gzip -1`]),
      shell(
        'two of find | sort | gzip',
        halves.map((folders) => `find ${folders} ${FIND} | ${sort(2)} | gzip -1`),
      ),
      ...[1, 2].map((finds) => documentSide({ folder: bench.folder, tree, finds, wanted: count })),
    ]);
    const bare = measured[0];
    const [one, two] = measured.slice(-2);
    if (bare === undefined || one === undefined || two === undefined)
      throw new Error('a side is missing');
    const goals = [
      judgeTimes('8′: list-tree, one find: at most 1.45× find', 1.45, { ours: one, peer: bare }),
      judgeTimes('8′: list-tree, two finds: at most 0.95× find', 0.95, { ours: two, peer: bare }),
      judgeTimes('8′: list-tree, one find: at most 1.7× the processor time of find', 1.7, {
        ...{ ours: one, peer: bare, timed: 'cpu' },
      }),
    ];
    return {
      what: `${grouped(count)} files and folders on this machine's own disk, warm. list-tree adds batches, parts and digests.`,
      measured,
      goals,
    };
  },
};

/** All commands at the same time; ends with the first failure. Their output is what is measured, not kept. */
function shell(name: string, commands: readonly string[]): Side {
  const begun = commands.map((one) => `{ ${one}; } >/dev/null & pids="$pids $!"`).join('\n');
  const text = `pids=\n${begun}\nfor pid in $pids; do wait "$pid" || exit 1; done`;
  // As list-tree: the application comes first.
  return { name, command: { argv: ['nice', '-n', '10', 'sh', '-c', text] } };
}

function halvesOf(tree: string): string[] {
  const folders = readdirSync(tree).flatMap((top) =>
    readdirSync(join(tree, top)).map((leaf) => quoted(join(tree, top, leaf))),
  );
  const middle = Math.ceil(folders.length / 2);
  return [folders.slice(0, middle).join(' '), folders.slice(middle).join(' ')];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

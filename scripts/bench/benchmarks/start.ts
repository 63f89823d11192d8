// Goals 1 to 3: how fast an action begins, and how much there is to load.
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bench, Benchmark, BenchmarkResult, GoalResult } from '../benchmark.ts';
import { judgeMost, judgeRatio, notMeasured } from '../goal-results.ts';
import { sideBySide } from '../side-by-side.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'actions', 'dist');
/** What is over in 50 ms needs more rounds than what takes seconds. */
const LEAST_ROUNDS = 15;
/** Fails on its missing inputs, as every action does. */
const ACTION = 'refresh-cache.mjs';
const BAD_INPUT = 10;

export const start: Benchmark = {
  name: 'start',
  title: 'Goals 1 to 3: start of an action, and size',
  async run(bench: Bench): Promise<BenchmarkResult> {
    const rounds = Math.max(bench.rounds, LEAST_ROUNDS);
    const measured = await sideBySide({ ...bench, rounds, say: () => {} }, [
      {
        name: 'an action without its inputs',
        command: {
          argv: [process.execPath, join(DIST, ACTION)],
          env: {
            GITHUB_ACTIONS: 'true',
            GITHUB_RUN_ID: '1',
            GITHUB_RUN_ATTEMPT: '1',
            RUNNER_TEMP: bench.folder,
          },
          cwd: bench.folder,
        },
        codes: [BAD_INPUT],
      },
      { name: 'node -e 0', command: { argv: [process.execPath, '-e', '0'] } },
    ]);
    const [ours, node] = measured;
    if (ours === undefined) throw new Error('our side is missing');
    return {
      what: `${ACTION} as it is committed, against a process that does nothing; sizes of actions/dist.`,
      measured,
      goals: [
        notMeasured(
          '1: at most 0.8× what amazon-ecs-deploy-task-definition needs to fail',
          'peer missing',
        ),
        judgeRatio('2: at most 1.25× node -e 0', 1.25, { ours, peer: node }),
        ...sizes(),
      ],
    };
  },
};

function sizes(): GoalResult[] {
  const files = globSync('**/*.mjs', { cwd: DIST });
  const all = files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0);
  const largest = globSync('*.mjs', { cwd: DIST })
    .map((entry) => ({ entry, bytes: loadedAtStart(entry) }))
    .reduce((a, b) => (a.bytes >= b.bytes ? a : b));
  return [
    judgeMost('3: all actions at most 1.6 MB', {
      value: all,
      limit: 1_600_000,
      found: megabytes(all),
    }),
    judgeMost('3: loaded before an action knows its inputs, at most 400 KB', {
      value: largest.bytes,
      limit: 400_000,
      found: `${megabytes(largest.bytes)} (${largest.entry})`,
    }),
  ];
}

/** Bytes of a file and of all that it imports without being asked. */
function loadedAtStart(file: string, seen = new Set<string>()): number {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = readFileSync(join(DIST, file), 'utf8');
  const imports = text.matchAll(/(?:from|import)"(\.{1,2}\/[^"]+\.mjs)"/g);
  return [...imports]
    .map(([, target = '']) => loadedAtStart(join(dirname(file), target), seen))
    .reduce((sum, bytes) => sum + bytes, Buffer.byteLength(text));
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

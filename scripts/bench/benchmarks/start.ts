// Goals 1 to 3, 1′ and 2′: how fast an action begins, and how much there is to load.
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  Bench,
  Benchmark,
  BenchmarkResult,
  GoalResult,
  Measured,
  Side,
} from '../benchmark.ts';
import { judgeDifference, judgeMost, judgeRatio, notMeasured } from '../measuring/goal-results.ts';
import { openOneCallServer } from '../serving/one-call-server.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DIST = join(ROOT, 'actions', 'dist');
/** What is over in 50 ms needs more rounds than what takes seconds. */
const LEAST_ROUNDS = 200;
/** Fails on its missing inputs, as every action does, or behind its first call, which says that it has another's role. */
const ACTION = 'refresh-cache.mjs';
const BAD_INPUT = 10;
const NOT_READY = 21;

export const start: Benchmark = {
  name: 'start',
  title: 'Goals 1 to 3, 1′ and 2′: start of an action, one call, and size',
  async run(bench: Bench): Promise<BenchmarkResult> {
    const rounds = Math.max(bench.rounds, LEAST_ROUNDS);
    await using server = await openOneCallServer();
    const { against } = bench;
    const measured = await sideBySide({ ...bench, rounds, say: () => {} }, [
      withoutInputs('an action without its inputs', ROOT, bench.folder),
      withOneCall('a whole action, one signed call', ROOT, { ...bench, url: server.url }),
      { name: 'node -e 0', command: { argv: [process.execPath, '-e', '0'] } },
      ...(against === undefined
        ? []
        : [
            withoutInputs(`without its inputs, at ${against.ref}`, against.root, bench.folder),
            withOneCall(`one signed call, at ${against.ref}`, against.root, {
              ...bench,
              url: server.url,
            }),
          ]),
    ]);
    const expected = rounds * (against === undefined ? 1 : 2);
    if (server.calls() !== expected)
      throw new Error(`expected ${expected} signed calls, got ${server.calls()}`);
    return {
      what: `${ACTION} as it is committed, against a process that does nothing; sizes of actions/dist.`,
      measured,
      goals: [...times(measured), ...sizes()],
    };
  },
};

/** The first three sides: ours without inputs, ours with one call, and the process that does nothing. */
function times([refuses, calls, node]: readonly Measured[]): GoalResult[] {
  if (refuses === undefined || calls === undefined) throw new Error('our side is missing');
  return [
    notMeasured(
      '1: at most 0.8× what amazon-ecs-deploy-task-definition needs to fail',
      'peer missing',
    ),
    judgeRatio('1′: one signed call, at most 2.8× node -e 0', 2.8, { ours: calls, peer: node }),
    judgeRatio('2: at most 1.25× node -e 0', 1.25, { ours: refuses, peer: node }),
    judgeDifference('2′: without inputs, at most 8 ms longer than node -e 0', 8, {
      ours: refuses,
      peer: node,
    }),
  ];
}

const runner = (folder: string): Record<string, string> => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_RUN_ID: '1',
  GITHUB_RUN_ATTEMPT: '1',
  RUNNER_TEMP: folder,
});

const withoutInputs = (name: string, root: string, folder: string): Side => ({
  name,
  command: {
    argv: [process.execPath, join(root, 'actions', 'dist', ACTION)],
    env: runner(folder),
    cwd: folder,
  },
  codes: [BAD_INPUT],
});

const withOneCall = (
  name: string,
  root: string,
  { folder, url }: { readonly folder: string; readonly url: string },
): Side => ({
  name,
  command: {
    argv: [process.execPath, join(root, 'actions', 'dist', ACTION)],
    env: {
      ...runner(folder),
      GITHUB_JOB: 'refresh',
      GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/cutover.yml@refs/heads/main',
      GITHUB_WORKSPACE: root,
      INPUT_RUNBOOK: 'runbooks/image-archive.yml',
      INPUT_SCOPE: 'share',
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    cwd: root,
  },
  codes: [NOT_READY],
});

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

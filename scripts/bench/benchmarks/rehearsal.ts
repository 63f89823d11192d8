// Goals 10 and 10′: a whole rehearsal of the workflow, with the lab's hours of waiting.
import { join } from 'node:path';
import type { Bench, Benchmark, BenchmarkResult, Side } from '../benchmark.ts';
import { judgeMost, judgeRatio, median } from '../measuring/goal-results.ts';
import { seconds } from '../showing/numbers.ts';
import { sideBySide } from '../measuring/side-by-side.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LIMIT_MS = 15_000;

export const rehearsal: Benchmark = {
  name: 'rehearsal',
  title: 'Goals 10 and 10′: a full rehearsal of cutover.yml',
  async run(bench: Bench): Promise<BenchmarkResult> {
    const { against } = bench;
    const measured = await sideBySide(bench, [
      side('npm run rehearse -- --approve', ROOT, bench.folder),
      ...(against === undefined
        ? []
        : [side(`the same at ${against.ref}`, against.root, bench.folder)]),
    ]);
    const [ours, peer] = measured;
    if (ours === undefined) throw new Error('our side is missing');
    const time = median(ours.milliseconds);
    return {
      what: 'From the plan to the confirmed cutover, with the committed actions. Nobody else has one to compare with.',
      measured,
      goals: [
        judgeMost('10: at most 15 s', { value: time, limit: LIMIT_MS, found: seconds(time) }),
        judgeRatio('10′: at most 0.65× the state that --against names', 0.65, { ours, peer }),
      ],
    };
  },
};

const side = (name: string, root: string, folder: string): Side => ({
  name,
  command: {
    argv: [
      process.execPath,
      ...['--import', join(root, 'scripts', 'require-node-24.mjs'), '--'],
      join(root, 'scripts', 'rehearse.ts'),
      ...['--approve', '--out', join(folder, 'rehearsal')],
    ],
    cwd: root,
  },
});

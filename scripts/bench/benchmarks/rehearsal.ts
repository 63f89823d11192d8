// Goal 10: a whole rehearsal of the workflow, with the lab's hours of waiting.
import { join } from 'node:path';
import type { Bench, Benchmark, BenchmarkResult } from '../benchmark.ts';
import { judgeMost, median } from '../goal-results.ts';
import { seconds } from '../numbers.ts';
import { sideBySide } from '../side-by-side.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LIMIT_MS = 15_000;

export const rehearsal: Benchmark = {
  name: 'rehearsal',
  title: 'Goal 10: a full rehearsal of cutover.yml',
  async run(bench: Bench): Promise<BenchmarkResult> {
    const script = join(ROOT, 'scripts', 'rehearse.ts');
    const argv = [process.execPath, script, '--approve', '--out', join(bench.folder, 'rehearsal')];
    const measured = await sideBySide(bench, [
      { name: 'npm run rehearse -- --approve', command: { argv: argv as [string], cwd: ROOT } },
    ]);
    const time = median(measured[0]?.milliseconds ?? []);
    return {
      what: 'From the plan to the confirmed cutover, with the committed actions. Nobody else has one to compare with.',
      measured,
      goals: [
        judgeMost('10: at most 15 s', { value: time, limit: LIMIT_MS, found: seconds(time) }),
      ],
    };
  },
};

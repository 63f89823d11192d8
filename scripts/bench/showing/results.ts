// The last results of every benchmark, so that the whole page can be written although benchmarks run one at a time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { BenchmarkResult } from '../benchmark.ts';

export interface Result extends BenchmarkResult {
  readonly name: string;
  readonly title: string;
  /** The day, ISO. */
  readonly date: string;
  readonly machine: string;
  /** The load average of the minute before the benchmark began. */
  readonly load: number;
}

/** Where the results are, below the repository's root. */
export const RESULTS_FILE = join('docs', 'performance', 'results.json');

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${model}), ${memory} GiB, Linux ${release().split('-')[0] ?? ''}, Node ${process.versions.node}`;
}

export const loadNow = (): number => loadavg()[0] ?? 0;

export function readResults(root: string): Result[] {
  const file = join(root, RESULTS_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** Puts `fresh` in the place of older results of the same benchmarks, in the order of `names`; returns all. */
export function keepResults(
  root: string,
  fresh: readonly Result[],
  names: readonly string[],
): Result[] {
  const all = new Map([...readResults(root), ...fresh].map((one) => [one.name, one]));
  const kept = names.flatMap((name) => all.get(name) ?? []);
  const file = join(root, RESULTS_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`);
  return kept;
}

// All benchmarks, in the order of their goals.
import { far } from './benchmarks/far.ts';
import { handOver } from './benchmarks/hand-over.ts';
import { heads } from './benchmarks/heads.ts';
import { latency } from './benchmarks/latency.ts';
import { list } from './benchmarks/list.ts';
import { manifest } from './benchmarks/manifest.ts';
import { merge } from './benchmarks/merge.ts';
import { page } from './benchmarks/page.ts';
import { rehearsal } from './benchmarks/rehearsal.ts';
import { start } from './benchmarks/start.ts';
import { verifyAlone } from './benchmarks/verify-alone.ts';
import { verify } from './benchmarks/verify.ts';
import type { Benchmark } from './benchmark.ts';
import type { Options } from './options.ts';

export const BENCHMARKS: readonly Benchmark[] = [
  start,
  list,
  latency,
  far,
  heads,
  verify,
  verifyAlone,
  merge,
  manifest,
  handOver,
  rehearsal,
  page,
];

export const BENCHMARK_NAMES: readonly string[] = [...new Set(BENCHMARKS.map(({ name }) => name))];

/** Those that were asked for; with no names all. Throws where there is none for --ours-only. */
export function chosen({ names, oursOnly }: Pick<Options, 'names' | 'oursOnly'>): Benchmark[] {
  const found = BENCHMARKS.filter(
    (one) =>
      (names.length === 0 || names.includes(one.name)) && (one.oursOnly ?? false) === oursOnly,
  );
  const without = names.filter((name) => !found.some((one) => one.name === name));
  if (without.length === 0) return found;
  const those = BENCHMARKS.flatMap((one) => (one.oursOnly === true ? [one.name] : []));
  throw new Error(`--ours-only: expected ${those.join(' or ')}, got '${without.join(' ')}'`);
}

/** Under which name its results are kept. */
export const resultName = ({
  name,
  oursOnly = false,
}: Pick<Benchmark, 'name' | 'oursOnly'>): string => (oursOnly ? `${name}-ours-only` : name);

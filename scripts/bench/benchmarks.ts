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
import { verify } from './benchmarks/verify.ts';
import type { Benchmark } from './benchmark.ts';

export const BENCHMARKS: readonly Benchmark[] = [
  start,
  list,
  latency,
  far,
  heads,
  verify,
  merge,
  manifest,
  handOver,
  rehearsal,
  page,
];

export const BENCHMARK_NAMES: readonly string[] = BENCHMARKS.map(({ name }) => name);

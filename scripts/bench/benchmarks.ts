// All entries, in the order of their goals.
import { latency } from './benchmarks/latency.ts';
import { list } from './benchmarks/list.ts';
import { manifest } from './benchmarks/manifest.ts';
import { merge } from './benchmarks/merge.ts';
import { rehearsal } from './benchmarks/rehearsal.ts';
import { start } from './benchmarks/start.ts';
import { verify } from './benchmarks/verify.ts';
import type { Entry } from './benchmark.ts';

export const ENTRIES: readonly Entry[] = [start, list, latency, verify, merge, manifest, rehearsal];

export const ENTRY_NAMES: readonly string[] = ENTRIES.map(({ name }) => name);

// All entries, in the order of their goals.
import { latency } from './entries/latency.ts';
import { list } from './entries/list.ts';
import { manifest } from './entries/manifest.ts';
import { merge } from './entries/merge.ts';
import { rehearsal } from './entries/rehearsal.ts';
import { start } from './entries/start.ts';
import { verify } from './entries/verify.ts';
import type { Entry } from './entry.ts';

export const ENTRIES: readonly Entry[] = [start, list, latency, verify, merge, manifest, rehearsal];

export const ENTRY_NAMES: readonly string[] = ENTRIES.map(({ name }) => name);

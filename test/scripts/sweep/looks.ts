// Worlds as the invariants see them: the source serves, and nothing is under way.
import type { Entry } from '../../../src/journal/entry.ts';
import type { State } from '../../../src/journal/states.ts';
import type { Told } from '../../../scripts/sweep/invariants.ts';
import type { ServerLook } from '../../../scripts/sweep/server-look.ts';
import type { WorldLook } from '../../../scripts/sweep/world-look.ts';

/** The newest entry of a journal in `state`. */
export const entry = (state: State, intent: State | null = null): Entry =>
  ({ state, intent, round: 1, written: null }) as Entry;

/** A server that is served by the source, and as it should be. */
export const SERVER: ServerLook = {
  ...{ instance: 'i-1', side: 'source', layers: 1, readOnly: false, readable: true },
  fstab: { side: 'source', readOnly: false, lines: 1 },
  services: ['active'],
  elsewhere: [],
  ours: ['var/lib/nfs-cutover/mnt-data/epoch', 'run/nfs-cutover/lock'],
};

const FILES = new Map([['images/1.jpg', 'aa']]);

/** Rolled back, with nothing lost. */
export const CALM_LOOK: WorldLook = {
  servers: [SERVER, { ...SERVER, instance: 'i-2' }],
  newest: entry('rolled-back-none'),
  broken: undefined,
  source: FILES,
  gateway: FILES,
};

/** What such a night has told. */
export const TOLD: Told = {
  before: { ...CALM_LOOK, newest: undefined },
  written: new Map(),
  listed: new Set(),
  executions: [],
  testFile: /(^|\/)new-image-/,
};

// The states of a migration and the edges between them: one table, for the journal, the steps and the picture.

/** Every state. `rolled-back` has five, by what is known of the files that the gateway's side was given meanwhile. */
export const STATES = [
  'prepared',
  'proven',
  'approved',
  'frozen',
  'resynced',
  'reproven',
  'switched',
  'confirmed',
  'finalized',
  'rolled-back-none',
  'rolled-back-open',
  'rolled-back-listed',
  'rolled-back-unknown',
  'rolled-back-settled',
  'abandoned',
] as const;

export type State = (typeof STATES)[number];

/** Where an edge begins: a state, or nothing at all. */
export type From = State | 'nothing';

interface Row {
  readonly from: readonly From[];
  /** `same`: the state stays. */
  readonly to: State | 'same';
  /** Whether the edge raises the epoch: each claim does, and each change of direction. */
  readonly raises: boolean;
  /** Whether the edge begins another round of the migration. */
  readonly begins?: true;
}

/**
 * Nothing is served by the gateway, nothing is frozen, and no file waits for its way to the source. Not `approved`: the
 * freeze may have been sent, and whoever takes over from there finds nobody any more who thaws it.
 */
const AT_REST = [
  'prepared',
  'proven',
  'rolled-back-none',
  'rolled-back-settled',
] as const satisfies readonly State[];

/** The states that close a migration: the next claim on the share begins another one. */
const CLOSED = ['finalized', 'abandoned'] as const satisfies readonly State[];

const OPEN: readonly State[] = STATES.filter((state) => !isClosed(state));

/** The edges by name. There are no others. */
export const EDGES = {
  claim: { from: ['nothing', ...CLOSED, ...AT_REST], to: 'prepared', raises: true, begins: true },
  // Once more where a job is re-run that has proven it already.
  prove: { from: ['prepared', 'proven'], to: 'proven', raises: false },
  approve: { from: ['proven'], to: 'approved', raises: true },
  // "Re-run failed jobs" repeats the cutover alone, on the proofs that were kept.
  'approve-again': {
    from: ['rolled-back-none', 'rolled-back-settled'],
    to: 'approved',
    raises: true,
    begins: true,
  },
  // Drift, expiry or denial: what was about to go forward does so no more.
  withdraw: { from: ['proven'], to: 'prepared', raises: true },
  freeze: { from: ['approved'], to: 'frozen', raises: false },
  resync: { from: ['frozen'], to: 'resynced', raises: false },
  reprove: { from: ['resynced'], to: 'reproven', raises: false },
  switch: { from: ['reproven'], to: 'switched', raises: false },
  confirm: { from: ['switched'], to: 'confirmed', raises: false },
  finalize: { from: ['confirmed'], to: 'finalized', raises: true },
  // A freeze may have been sent as soon as there was an approval.
  'undo-freeze': {
    from: ['approved', 'frozen', 'resynced', 'reproven'],
    to: 'rolled-back-none',
    raises: false,
  },
  'undo-switch': { from: ['switched', 'confirmed'], to: 'rolled-back-open', raises: false },
  // Once more where the list was short: its reason may be gone.
  list: {
    from: ['rolled-back-open', 'rolled-back-unknown'],
    to: 'rolled-back-listed',
    raises: false,
  },
  'give-up-list': {
    from: ['rolled-back-open', 'rolled-back-unknown'],
    to: 'rolled-back-unknown',
    raises: false,
  },
  // Where nothing was written a person settles it all the same to open the task.
  settle: {
    from: [
      ...(['rolled-back-listed', 'rolled-back-unknown'] as const),
      ...(['rolled-back-none', 'rolled-back-settled'] as const),
    ],
    to: 'rolled-back-settled',
    raises: true,
  },
  abandon: { from: AT_REST, to: 'abandoned', raises: true },
  // A longer lease, or the intent of the next edge.
  note: { from: OPEN, to: 'same', raises: false },
  // The first thing of each way back, before any server is asked: what was sent forward counts no more. And a claim above
  // an epoch that some server already knows.
  raise: { from: OPEN, to: 'same', raises: true },
} as const satisfies Readonly<Record<string, Row>>;

export type Edge = keyof typeof EDGES;

/** Where a migration stands: its state, and the state that a step was about to reach when it wrote the entry. */
export interface Standing {
  readonly state: State;
  readonly intent: State | null;
}

/** Whether the migration is over. */
export function isClosed(state: State): boolean {
  return (CLOSED as readonly State[]).includes(state);
}

/** The state behind `edge`, or undefined where it does not begin at `standing` (undefined: the journal is empty). */
export function next(standing: Standing | undefined, edge: Edge): State | undefined {
  const row: Row = EDGES[edge];
  const from = standing === undefined ? 'nothing' : counted(standing, edge);
  if (!row.from.includes(from)) return undefined;
  return row.to === 'same' ? standing?.state : row.to;
}

/**
 * A freeze whose switch was begun counts as switched on every way back: some server may serve the gateway, and files
 * may have been written there. What a way back has once found so stays so.
 */
function counted({ state, intent }: Standing, edge: Edge): State {
  if (edge !== 'undo-freeze' && edge !== 'undo-switch') return state;
  const begun = state === 'reproven' && intent === 'switched';
  return begun || intent === 'rolled-back-open' ? 'switched' : state;
}

/** Which of the two ends a way back from `standing` has, with the edge that reaches it; undefined: nothing to undo. */
export function wayBack(
  standing: Standing,
): { readonly edge: Edge; readonly to: State } | undefined {
  for (const edge of ['undo-freeze', 'undo-switch'] as const) {
    const to = next(standing, edge);
    if (to !== undefined) return { edge, to };
  }
  return undefined;
}

/** Whether `state` is the one that `edge` leads to, or one that is reached by going on from there. */
export function isBehind(state: State, edge: Edge): boolean {
  const forward = STATES.slice(0, STATES.indexOf('finalized') + 1);
  const { to }: Row = EDGES[edge];
  if (to === 'same' || !forward.includes(to) || !forward.includes(state)) return false;
  return forward.indexOf(state) >= forward.indexOf(to);
}

/** Whether `edge` raises the epoch. */
export const raises = (edge: Edge): boolean => EDGES[edge].raises;

/** Whether `edge` begins another round. */
export const begins = (edge: Edge): boolean => 'begins' in EDGES[edge];

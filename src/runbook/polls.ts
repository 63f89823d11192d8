// How often things are asked that take time, and how long where neither the runbook nor the workflow says.

/** Milliseconds before the second poll, and the longest between two. */
type Delays = readonly [first: number, longest: number];

export const DELAYS = {
  command: [1000, 5000],
  task: [5000, 10_000],
  execution: [2000, 10_000],
  /** The event's way into the log group takes seconds; this is asked often enough to go on at once. */
  event: [3000, 3000],
  object: [1000, 10_000],
  listing: [3000, 10_000],
  uploads: [5000, 30_000],
} as const satisfies Readonly<Record<string, Delays>>;

/** A refresh within 60 s of the one before completes and changes nothing (API reference, older guide text). */
export const REFRESH_SPACING_MS = 60_000;

/** A third refresh of a gateway is refused until one of the two has ended. */
export const REFRESH_BUSY_MS = 30_000;

// How often a step polls what takes time, and for how long if neither the runbook nor the workflow says it.

/** Milliseconds before the second poll, and the longest between two. */
type Delays = readonly [first: number, longest: number];

export const DELAYS = {
  command: [1000, 5000],
  task: [5000, 10_000],
  execution: [2000, 10_000],
  /** The event reaches the log group within seconds; a step that polls so often goes on at once. */
  event: [3000, 3000],
  object: [1000, 10_000],
  listing: [3000, 10_000],
  uploads: [5000, 30_000],
  deletion: [2000, 10_000],
  share: [1000, 4000],
} as const satisfies Readonly<Record<string, Delays>>;

/** A refresh within 60 s of the one before completes and changes nothing (API reference, older guide text). */
export const REFRESH_SPACING_MS = 60_000;

/** A third refresh of a gateway is refused until one of the two has ended. */
export const REFRESH_BUSY_MS = 30_000;

const MINUTE_MS = 60_000;

/** After a failed execution its task report only adds details, and the source is frozen meanwhile. */
export const FAILED_TASK_REPORT_MS = 5 * MINUTE_MS;

/** An execution that has not begun by then may have no agent: the step looks at the agents. */
export const LAUNCHING_TOO_LONG_MS = 10 * MINUTE_MS;

/** After a rollback a bucket is listed for what was written meanwhile; the source serves already. */
export const LISTING_WRITTEN_MS = 10 * MINUTE_MS;

/** As the actions have them by default. */
export const DEADLINES_MS = {
  /** verify-s3, timeout */
  object: 2 * MINUTE_MS,
  /** check-listing, timeout */
  listing: 3 * MINUTE_MS,
  /** switch-mount, confirm-timeout */
  confirmation: 10 * MINUTE_MS,
  /** list-written, upload-timeout */
  uploads: 15 * MINUTE_MS,
} as const;

/**
 * IAM learns of a change of tags late, and no document of AWS says how late. So long a start that its tag still denies is
 * tried again, and so long after the tag a start of somebody else may still have passed.
 */
export const TAG_DELAY_MS = 5 * MINUTE_MS;
export const TAG_RETRY_MS = 15_000;

/** A way back tries once to close the share, and does not wait for it; when it is opened again there is time. */
export const SHARE_CLOSING_MS = 20_000;
export const SHARE_OPENING_MS = 5 * MINUTE_MS;

/** DataSync shows a change of a task's schedule or tags at once; a minute is a limit for what has gone wrong. */
export const SETTINGS_MS = MINUTE_MS;

/** finalize, each of what it deletes: DataSync calls an agent in use for a while after its locations are gone. */
export const DELETION_MS = 3 * MINUTE_MS;

// One check of the preflight and what it found.

/** The parts of the table, in its order. */
export const AREAS = [
  'Account',
  'Gates',
  'Servers',
  'Documents',
  'Mounts',
  'DataSync',
  'Gateway',
  'Bucket',
  'Events',
  'Survives',
  'Speed',
] as const;

export type Area = (typeof AREAS)[number];

/**
 * `fail` stops the run, `unproven` too: no evidence is never a pass. `warn` lets the run go on; the approver sees it.
 */
export type FindingState = 'pass' | 'warn' | 'fail' | 'unproven';

export interface Finding {
  readonly area: Area;
  /** What was looked at, in a few words: `Task is available`. */
  readonly check: string;
  readonly state: FindingState;
  /** What was seen, and for anything but a pass, what was expected. One line, safe for any text of a server. */
  readonly found: string;
  /** What a person does about it; undefined for a pass alone. */
  readonly cure?: string;
}

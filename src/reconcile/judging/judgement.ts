// The answer for one path: a verdict, and for each layer a symbol that says who lost it.
import type { Attribute } from './compare-rule.ts';

/** Each path gets exactly one. */
export const PATH_VERDICTS = [
  'same',
  'missing',
  'extra',
  'differs',
  'newer',
  'not-portable',
  'unreadable',
  'impossible',
  'unproven',
  /** Size and time leave it in doubt: to be settled by HEAD or by its bytes. */
  'to-read',
  /** An extra that the runbook tolerates. */
  'tolerated',
  /** An extra that a reviewed list names. */
  'accepted',
  /** Not portable, and the runbook allows it. */
  'allowed',
  /** An extra that this run removes after the freeze. */
  'to-remove',
  /** Outside of what the task's filters select. */
  'filtered',
] as const;
export type PathVerdict = (typeof PATH_VERDICTS)[number];

/** Where a path was lost on its way. */
export type LostBy = 'listing' | 'transfer' | 'bucket' | 'gateway';

/**
 * One character per layer: `=` as the source, `-` not there, `+` there without a source, `*` differs, `!` cannot be
 * read, `?` not known, `.` not looked at.
 */
export type LayerSymbol = '=' | '-' | '+' | '*' | '!' | '?' | '.';

export interface Judgement {
  readonly verdict: PathVerdict;
  /** Source, bucket, gateway. */
  readonly symbols: string;
  /** What differs, where the verdict is `differs`. */
  readonly attributes: readonly Attribute[];
  /** The same and all else in words: `bucket size 10, not 12`. */
  readonly details: readonly string[];
  readonly lostBy?: LostBy;
}

/** What a layer shows of a path that the source has. */
export interface LayerFinding {
  readonly symbol: LayerSymbol;
  readonly attributes: readonly Attribute[];
  readonly details: readonly string[];
}

const finding = (symbol: LayerSymbol, detail?: string): LayerFinding => ({
  symbol,
  attributes: [],
  details: detail === undefined ? [] : [detail],
});

export const EQUAL = finding('=');
export const ABSENT = finding('-');
export const NOT_LOOKED_AT = finding('.');
export const ARCHIVED = finding('!');
/** The object is there with the right size, but may be older than the file. */
export const DOUBTFUL = finding('?');
/** The gateway cannot list the folder in which the path would be. */
export const HIDDEN_FROM_USER = finding('?', 'the folder cannot be listed on the gateway');

/** The verdict alone, for the many paths of which nothing else is said. */
const plainly = (verdict: PathVerdict): Judgement => ({
  verdict,
  symbols: '',
  attributes: [],
  details: [],
});

export const SAME = plainly('same');
export const FILTERED = plainly('filtered');

// The answer for one path: a verdict, and for each layer a symbol that says who lost it.
import type { Attribute, MetadataFinding } from './compare-rule.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { typeOf } from '../rows/row-fields.ts';

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

/** A judgement of a verdict alone, for the many paths that need nothing else. */
const plainly = (verdict: PathVerdict): Judgement => ({
  verdict,
  symbols: '',
  attributes: [],
  details: [],
});

export const SAME = plainly('same');
export const FILTERED = plainly('filtered');

// The judgement of a path whose object was read, because size and time had left it in doubt.

/** What HEAD or the object's bytes have shown. */
export type ReadFinding =
  | MetadataFinding
  /** The object is not there any more. */
  | { readonly verdict: 'missing' }
  /** Its bytes are others. */
  | { readonly verdict: 'differs'; readonly attributes: readonly ['content'] }
  /** The file cannot be read at the source, for the reason that the server gives. */
  | { readonly verdict: 'unproven'; readonly unread: string };

/** The judgement that takes the place of `to-read`. */
export function judgementAfterRead(row: RowCursor, finding: ReadFinding): Judgement {
  switch (finding.verdict) {
    case 'same':
      return typeOf(row) === 'l'
        ? { ...SAME, verdict: 'allowed', symbols: '==.', details: ['symlink'] }
        : SAME;
    case 'missing':
      return { ...SAME, verdict: 'missing', symbols: '=-.', lostBy: 'bucket' };
    case 'differs': {
      const details = [`the object's ${finding.attributes.join(', ')}`];
      return { ...finding, symbols: '=*.', details };
    }
    case 'unproven':
      return {
        verdict: 'unproven',
        symbols: '=?.',
        attributes: [],
        details: [
          'unread' in finding
            ? `the server could not hash the file: ${finding.unread}`
            : `the object lacks ${finding.lacks.join(', ')}`,
        ],
      };
  }
}

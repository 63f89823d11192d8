// The answer for one path: a verdict, and for each layer a symbol that says who lost it.
import type { Attribute, MetadataFinding } from './compare-rule.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { inodeOf, typeOf } from '../rows/row-fields.ts';

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
  /** An object whose path no manifest lists: see `isPruned`. */
  'pruned',
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

// The judgement of a missing name of a hard-linked file. DataSync transfers such a file once to S3, and makes separate
// objects of its names only in later executions (DataSync User Guide, "Links and directories copied by AWS DataSync",
// read in November 2026). So the bytes of a missing name may be there under another one.

/** A missing name, kept until all names have been seen. */
interface MissingName {
  readonly path: Buffer;
  readonly inode: string;
  readonly judgement: Judgement;
}

/** So many files, and so many missing names, are remembered: some tens of megabytes. */
const MOST_REMEMBERED = 100_000;

/** Remembers of which hard-linked files a name has arrived. Missing names wait for that until the end. */
export class HardLinks {
  readonly #arrived = new Set<string>();
  readonly #missing: MissingName[] = [];
  readonly #most: number;

  constructor(most = MOST_REMEMBERED) {
    this.#most = most;
  }

  /** This name of a hard-linked file is in every layer, and does not differ so far. */
  arrived(row: RowCursor): void {
    if (this.#arrived.size < this.#most) this.#arrived.add(inodeOf(row));
  }

  /** True where the missing name `row` waits for the end; false where its judgement stands as it is. */
  waits(row: RowCursor, judgement: Judgement): boolean {
    const inode = inodeOf(row);
    // An object of this name is there, and only the gateway does not show it.
    const lostByGateway = judgement.symbols[1] !== '-' && judgement.symbols[1] !== '.';
    if (inode === '' || lostByGateway || this.#missing.length === this.#most) return false;
    const path = Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd));
    this.#missing.push({ path, inode, judgement });
    return true;
  }

  /**
   * The judgement of each name that waits, in order. `allowed`: the runbook lets hard links pass. `partial`: names in
   * folders that were not compared may have arrived.
   */
  *judged(
    allowed: boolean,
    partial: boolean,
  ): Generator<{ readonly path: Buffer; readonly judgement: Judgement }> {
    const full = this.#arrived.size === this.#most;
    for (const { path, inode, judgement } of this.#missing) {
      const { lostBy, ...missing } = judgement;
      const say = (words: string): string[] => [`hard-link: ${words}`, ...missing.details];
      if (this.#arrived.has(inode)) {
        const details = say('another name of this file has arrived');
        yield {
          path,
          judgement: { ...missing, verdict: allowed ? 'allowed' : 'not-portable', details },
        };
      } else if (full || (allowed && partial)) {
        const details = say(
          full
            ? `there are too many files of this kind to know all that have arrived (${this.#most})`
            : 'its other names were not compared again; verify.recheck: full compares them',
        );
        yield { path, judgement: { ...missing, verdict: 'unproven', details } };
      } else {
        const details = say('no name of this file has arrived');
        yield { path, judgement: { ...missing, details, ...(lostBy && { lostBy }) } };
      }
    }
  }
}

// The judgement of a path whose object was read, because size and time had left it in doubt.

/** What HEAD or the object's bytes have shown. */
export type ReadFinding =
  | MetadataFinding
  /** The object is not there any more. */
  | { readonly verdict: 'missing' }
  /** Its bytes are others. */
  | { readonly verdict: 'differs'; readonly attributes: readonly ['content'] }
  /** The file cannot be read at the source, for the reason that the server gives. */
  | { readonly verdict: 'unproven'; readonly unread: string }
  /** Its metadata agree, and its bytes were not to be read. */
  | { readonly verdict: 'unproven'; readonly notToRead: true };

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
        details: [whyUnproven(finding)],
      };
  }
}

function whyUnproven(finding: Extract<ReadFinding, { verdict: 'unproven' }>): string {
  if ('unread' in finding) return `the server could not hash the file: ${finding.unread}`;
  if ('lacks' in finding) return `the object lacks ${finding.lacks.join(', ')}`;
  return 'changed at the source after its object was written, and its bytes were not read';
}

// Compares a later listing of the source with an earlier one: what somebody has changed in between.
import type { PathMatch } from './paths/path-patterns.ts';
import { visiblePath } from './paths/visible-path.ts';
import { mergeRows } from './rows/merge-rows.ts';
import type { Visitor } from './rows/merge-rows.ts';
import { RowCursor } from './rows/row-cursor.ts';
import { CTIME, isLater, nanoseconds, NLINK, sameFields, TYPE, typeOf } from './rows/row-fields.ts';

const SLASH = 0x2f;
const MOST_NAMED = 5;
const BEFORE = 1;
const AFTER = 2;

export interface Watched {
  /** Paths that came, went or changed, and take part in the migration. */
  readonly changed: number;
  /** The first of them, as people read them. */
  readonly first: readonly string[];
  /** Such paths that the task leaves out. */
  readonly leftOut: number;
}

export interface Listings {
  /** Rows of the earlier listing, whole. */
  readonly before: AsyncIterable<Uint8Array>;
  /** Rows of the later one: at least folders, what lies at the top, and all that has changed after `since`. */
  readonly after: AsyncIterable<Uint8Array>;
  /** In milliseconds since 1970, by the clock of the NFS server. */
  readonly since: number;
  /** Which paths take part; undefined where all do. */
  readonly selected: PathMatch | undefined;
}

/**
 * What has changed between the listings. A change of any kind gives its path, or the folder that holds it, another ctime,
 * and nobody can set that. Throws `unproven` where a listing is damaged.
 */
export async function watchedChanges({
  before,
  after,
  since,
  selected,
}: Listings): Promise<Watched> {
  const visitor = new Changes(
    new RowCursor(before, { name: 'the earlier listing of the source' }),
    new RowCursor(after, { name: 'the later listing of the source' }),
    { since, selected },
  );
  await mergeRows([visitor.before, visitor.after], visitor);
  const { changed, first, leftOut } = visitor;
  return { changed, first, leftOut };
}

class Changes implements Visitor {
  readonly before: RowCursor;
  readonly after: RowCursor;
  changed = 0;
  leftOut = 0;
  readonly first: string[] = [];
  readonly #rule: Pick<Listings, 'since' | 'selected'>;

  constructor(before: RowCursor, after: RowCursor, rule: Pick<Listings, 'since' | 'selected'>) {
    this.before = before;
    this.after = after;
    this.#rule = rule;
  }

  visit(present: number, row: RowCursor): void {
    if (!this.#differs(present)) return;
    if (this.#rule.selected?.(row) === false) {
      this.leftOut += 1;
      return;
    }
    this.changed += 1;
    if (this.first.length < MOST_NAMED)
      this.first.push(visiblePath(row.bytes.subarray(row.pathStart, row.pathEnd)));
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }

  #differs(present: number): boolean {
    const { before, after } = this;
    if (present === BEFORE) return this.#mustShow(before);
    // What is no row of a listing says nothing of a change.
    typeOf(after);
    if (present === AFTER) return true;
    return !sameFields(before, after, TYPE, NLINK);
  }

  /** Whether the later listing would have this row, too, if nobody had changed anything. */
  #mustShow(row: RowCursor): boolean {
    const type = typeOf(row);
    if (type === 'd' || type === 'u' || isLater(row, CTIME, this.#rule.since)) return true;
    const slash = row.bytes.indexOf(SLASH, row.pathStart);
    return slash === -1 || slash >= row.pathEnd;
  }
}

/** The latest ctime of `rows`, in whole milliseconds since 1970, rounded down; 0 where there is none. */
export async function newestChange(rows: AsyncIterable<Uint8Array>): Promise<number> {
  let newest = 0;
  const cursor = new RowCursor(rows, { name: 'the listing of the source' });
  await mergeRows([cursor], {
    visit: (_, row) => {
      if (isLater(row, CTIME, newest)) newest = Number(nanoseconds(row, CTIME) / 1_000_000n);
    },
    pause: () => Promise.resolve(),
  });
  return newest;
}

/** What the clocks of an NFS server and of others may differ by, and more: the canary's step refuses a minute. */
const CLOCKS_APART_MS = 60 * 60_000;

/**
 * From when on the later listings must show what has changed, in milliseconds by the clock of the NFS server. A change
 * behind the first listing's look at a path is later than that listing's `newest` ctime less its length. A ctime from
 * the future, of a server whose clock once was wrong, must not hide it: neither where the clock of the listing's server
 * is ahead, too.
 */
export function watchedSince(
  { began, ended, asked }: Readonly<Record<'began' | 'ended' | 'asked', number>>,
  newest: number,
): number {
  const whole = Math.min(newest, began, asked) - Math.max(0, ended - began) - CLOCKS_APART_MS;
  return Math.max(0, Math.floor(whole / 1000) * 1000);
}

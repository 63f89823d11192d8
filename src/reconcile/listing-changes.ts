// Compares a listing of the bucket with an earlier one: what was written, rewritten, deleted and renamed in between.
import { mergeRows } from './rows/merge-rows.ts';
import type { Visitor } from './rows/merge-rows.ts';
import { RowCursor } from './rows/row-cursor.ts';
import { ETAG, fieldText, integer, LAST_MODIFIED, objectSize } from './rows/row-fields.ts';

export type ChangeKind = 'written' | 'rewritten' | 'deleted' | 'renamed';

export interface ObjectChange {
  readonly kind: ChangeKind;
  /** The key without the prefix. */
  readonly path: Buffer;
  /** Where the object was before; with `renamed` alone. */
  readonly from: Buffer | undefined;
  readonly size: number;
  /** Without quotes; of what was deleted, as it was before. */
  readonly etag: string;
  /** In milliseconds since 1970; of what was deleted, as it was before. */
  readonly lastModified: number;
}

export interface ListedTwice {
  /** Rows of the earlier listing; undefined where none was kept: then every object since `since` counts as written. */
  readonly before: AsyncIterable<Uint8Array> | undefined;
  readonly after: AsyncIterable<Uint8Array>;
  /** In milliseconds since 1970. */
  readonly since: number;
  /** Paths of this product's own, which count for nothing. */
  readonly own: readonly string[];
}

const BEFORE = 1;
const AFTER = 2;

/**
 * What differs, in the order of the paths. A change of metadata alone keeps the ETag, so the time counts, too. What was
 * deleted and what was written with the same ETag and size is one rename, if both are the only ones. Throws `unproven`
 * where a listing is damaged.
 */
export async function listingChanges(listed: ListedTwice): Promise<readonly ObjectChange[]> {
  const visitor = new Changes(
    new RowCursor(listed.before ?? nothing(), { name: 'the listing before the switch' }),
    new RowCursor(listed.after, { name: 'the listing after the rollback' }),
    listed,
  );
  await mergeRows([visitor.before, visitor.after], visitor);
  return paired(visitor.found);
}

// eslint-disable-next-line @typescript-eslint/require-await -- rows come asynchronously, and here are none
async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}

class Changes implements Visitor {
  readonly before: RowCursor;
  readonly after: RowCursor;
  readonly found: ObjectChange[] = [];
  readonly #rule: ListedTwice;
  readonly #own: readonly Buffer[];

  constructor(before: RowCursor, after: RowCursor, rule: ListedTwice) {
    this.before = before;
    this.after = after;
    this.#rule = rule;
    this.#own = rule.own.map((path) => Buffer.from(path));
  }

  visit(present: number): void {
    const row = present === BEFORE ? this.before : this.after;
    const size = objectSize(row);
    const lastModified = integer(row, LAST_MODIFIED);
    const etag = fieldText(row, ETAG);
    const kind = this.#kind(present, { etag, lastModified });
    if (kind === undefined) return;
    const path = Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd));
    if (this.#own.some((own) => own.equals(path))) return;
    this.found.push({ kind, path, from: undefined, size, etag, lastModified });
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }

  #kind(
    present: number,
    now: { readonly etag: string; readonly lastModified: number },
  ): ChangeKind | undefined {
    if (present === BEFORE) return 'deleted';
    if (present === AFTER) {
      const old = this.#rule.before === undefined && now.lastModified < this.#rule.since;
      return old ? undefined : 'written';
    }
    objectSize(this.before);
    const same =
      fieldText(this.before, ETAG) === now.etag &&
      integer(this.before, LAST_MODIFIED) === now.lastModified;
    return same ? undefined : 'rewritten';
  }
}

function paired(found: readonly ObjectChange[]): readonly ObjectChange[] {
  const of = (kind: ChangeKind) =>
    Map.groupBy(
      found.filter((one) => one.kind === kind && one.size > 0),
      ({ etag, size }) => `${size} ${etag}`,
    );
  const written = of('written');
  const away = new Set<ObjectChange>();
  const renames = new Map<ObjectChange, ObjectChange>();
  for (const [content, [gone, ...others]] of of('deleted')) {
    const [come, ...more] = written.get(content) ?? [];
    if (gone === undefined || come === undefined || others.length + more.length > 0) continue;
    away.add(gone);
    renames.set(come, { ...come, kind: 'renamed', from: gone.path });
  }
  return found.filter((one) => !away.has(one)).map((one) => renames.get(one) ?? one);
}

// Walks several sorted streams side by side, path by path, and proves their order as it goes.
import type { ROW, RowCursor } from './row-cursor.ts';
import { CutoverError } from '../../core/errors.ts';
import { END, MORE } from './row-cursor.ts';
import { visiblePath } from '../paths/visible-path.ts';

// The order of S3 keys, and of every manifest and listing: byte by byte.

/** Below, equal to or above zero as the path of `a` sorts before, with or after that of `b`. */
function comparePaths(a: RowCursor, b: RowCursor): number {
  const lengths = a.pathEnd - a.pathStart - (b.pathEnd - b.pathStart);
  const common = lengths < 0 ? a.pathEnd - a.pathStart : b.pathEnd - b.pathStart;
  const shift = b.pathStart - a.pathStart;
  const left = a.view;
  const right = b.view;
  const end = a.pathStart + common;
  let at = a.pathStart;
  // Four bytes at a time as far as they are equal.
  while (at + 4 <= end && left.getInt32(at, true) === right.getInt32(at + shift, true)) at += 4;
  for (; at < end; at += 1) {
    const difference = (a.bytes[at] ?? 0) - (b.bytes[at + shift] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengths;
}

/**
 * How many bytes the path of `row` shares with the one that `before` has just left, or -1 where it does not come
 * after it.
 */
export function sharedWithPrevious(before: RowCursor, row: RowCursor): number {
  const start = before.previousStart;
  const shift = row.pathStart - start;
  const length = row.pathEnd - row.pathStart;
  const end = Math.min(before.previousEnd, start + length);
  const left = before.view;
  const right = row.view;
  let at = start;
  while (at + 4 <= end && left.getInt32(at, true) === right.getInt32(at + shift, true)) at += 4;
  for (; at < end; at += 1) {
    const difference = (before.bytes[at] ?? 0) - (row.bytes[at + shift] ?? 0);
    if (difference > 0) return -1;
    if (difference < 0) return at - start;
  }
  return length > end - start ? end - start : -1;
}

export interface Visitor {
  /**
   * Called once per path. Bit i of `present` says that stream i has it, and `row` is one of those. `shared` is the
   * number of bytes that the path has in common with the one before.
   */
  visit(present: number, row: RowCursor, shared: number): void;
  /** Called before more bytes are read, and at the end: the moment to write, and to look at signals. */
  pause(): Promise<void>;
}

/**
 * Visits every path of `streams` once, in order. Throws `unproven` where a stream is out of order or has a path twice.
 */
export async function mergeRows(streams: readonly RowCursor[], visitor: Visitor): Promise<void> {
  const walk = new Walk(streams, visitor);
  try {
    for (;;) {
      const blocked = walk.run();
      await visitor.pause();
      if (blocked === 0) return;
      await Promise.all(streams.filter((_, i) => blocked & (1 << i)).map((one) => one.fill()));
    }
  } finally {
    await Promise.all(streams.map((one) => one.close()));
  }
}

class Walk {
  readonly #streams: readonly RowCursor[];
  readonly #visitor: Visitor;
  /** The streams that have a row, and those that must go on before the next path is known. */
  #heads = 0;
  #wanting: number;
  #last: RowCursor | undefined;

  constructor(streams: readonly RowCursor[], visitor: Visitor) {
    this.#streams = streams;
    this.#visitor = visitor;
    this.#wanting = (1 << streams.length) - 1;
  }

  /** Goes on until bytes are missing, and says for which streams; 0 at the end of all. */
  run(): number {
    for (;;) {
      if (this.#advance() !== 0) return this.#wanting;
      if (this.#heads === 0) return 0;
      this.#step();
    }
  }

  #advance(): number {
    const streams = this.#streams;
    for (let i = 0; i < streams.length; i += 1) {
      const bit = 1 << i;
      if ((this.#wanting & bit) === 0) continue;
      const state = this.#next(i);
      if (state === MORE) continue;
      this.#wanting &= ~bit;
      if (state === END) this.#heads &= ~bit;
      else this.#heads |= bit;
    }
    return this.#wanting;
  }

  /** The other streams are compared with the first stream's row: of the same tree, most rows are the same. */
  #next(i: number): typeof ROW | typeof MORE | typeof END {
    const stream = this.#streams[i];
    const first = this.#streams[0];
    if (stream === undefined || first === undefined) return END;
    const known = i > 0 && (this.#wanting & 1) === 0 && (this.#heads & 1) !== 0;
    return known ? stream.nextLike(first) : stream.next();
  }

  #step(): void {
    const streams = this.#streams;
    let first: RowCursor | undefined;
    let present = 0;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if ((this.#heads & (1 << i)) === 0 || stream === undefined) continue;
      const order =
        first === undefined
          ? -1
          : stream.sameButCtime && first === streams[0]
            ? 0
            : comparePaths(stream, first);
      if (order > 0) continue;
      if (order < 0) {
        first = stream;
        present = 0;
      }
      present |= 1 << i;
    }
    if (first === undefined) return;
    // A stream that is out of order falls below the path that was visited last: one check serves all streams.
    const shared = this.#last === undefined ? 0 : sharedWithPrevious(this.#last, first);
    if (shared < 0 && this.#last !== undefined) throw unsorted(this.#last, first);
    this.#visitor.visit(present, first, shared);
    this.#last = first;
    this.#wanting = present;
  }
}

function unsorted(before: RowCursor, row: RowCursor): CutoverError {
  const path = visiblePath(row.bytes.subarray(row.pathStart, row.pathEnd));
  const last = visiblePath(before.bytes.subarray(before.previousStart, before.previousEnd));
  return new CutoverError('unproven', {
    what: `row ${row.rows} of ${row.name}`,
    expected: `a path that sorts after ${last} by its bytes`,
    got: path === last ? 'the same path again' : path,
    cure: 'make it again; it has proven nothing',
  });
}

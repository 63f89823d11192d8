// The layout of a manifest's row, and the bytes that two rows share: the tail, or all but the ctime.

/** The layout of a manifest's row: `<type> <size> <mtime> <ctime> <mode> <uid> <gid> <nlink>/<path>\0`. */
export const SPACE = 0x20;
const DOT = 0x2e;
/** Spaces of a whole row's meta data, and those before its tail, ` <mode> <uid> <gid> <nlink>/`. */
export const SPACES = 7;
export const SPACES_BEFORE_TAIL = 3;
/** From the space before a time to the space after it, as almost all rows write it: `1700000000.1234567890`. */
export const TIME_LENGTH = 22;
const TIME_DOT = 11;

/** True where a time of the usual length lies between the space at `before` and another. */
export const isTimeBehind = (bytes: Uint8Array, before: number): boolean =>
  bytes[before + TIME_DOT] === DOT &&
  bytes[before + TIME_LENGTH] === SPACE &&
  bytes[before + TIME_LENGTH - 1] !== SPACE;

/** The tail of a manifest's meta data, ` <mode> <uid> <gid> <nlink>/`: most rows have the same one as the row before. */
const SPACES_WITHIN = SPACES - SPACES_BEFORE_TAIL;

/** Remembers where one stream had its last tail, so that the same bytes need not be looked at one by one again. */
export class RowTail {
  /** Where its first space is; below zero: nothing is remembered. */
  #start = -1;
  /** With the slash that ends it. */
  #length = 0;
  readonly #spaces = new Int32Array(SPACES_WITHIN);

  /** Notes the tail of a row that has been read: where its spaces are, and its slash. */
  remember(spaces: Int32Array, slash: number): void {
    const start = spaces[SPACES_BEFORE_TAIL] ?? 0;
    if (start === this.#start) return;
    this.#start = start;
    this.#length = slash + 1 - start;
    for (let i = 0; i < SPACES_WITHIN; i += 1)
      this.#spaces[i] = (spaces[SPACES_BEFORE_TAIL + i] ?? 0) - start;
  }

  /** Where the slash is, with the `spaces` noted, when the bytes from `at` on are that tail again; else -1. */
  again(view: DataView, at: number, limit: number, spaces: Int32Array): number {
    const start = this.#start;
    const length = this.#length;
    if (start < 0 || at + length > limit) return -1;
    let i = 0;
    for (; i + 4 <= length; i += 4)
      if (view.getInt32(start + i, true) !== view.getInt32(at + i, true)) return -1;
    for (; i < length; i += 1) if (view.getUint8(start + i) !== view.getUint8(at + i)) return -1;
    this.#start = at;
    for (i = 0; i < SPACES_WITHIN; i += 1)
      spaces[SPACES_BEFORE_TAIL + i] = at + (this.#spaces[i] ?? 0);
    return at + length - 1;
  }

  /** The bytes have moved by `distance` to the front; what was before the front is gone. */
  moved(distance: number): void {
    this.#start = Math.max(-1, this.#start - distance);
  }
}

// Rows of two manifests of the same tree: mostly they differ in their ctime alone, which is each file system's own.

/** Between which spaces the ctime is. */
const BEFORE_CTIME = 2;
const AFTER_CTIME = 3;

/** A row where it lies, as a cursor has found it. */
interface RowInPlace {
  readonly view: DataView;
  readonly metaStart: number;
  readonly pathEnd: number;
  readonly spaces: Int32Array;
  readonly spaceCount: number;
}

/**
 * The length of the current row of `other`, without its NUL, where the bytes of `one` from `start` on are the same
 * except for a ctime of the usual length; else -1.
 */
export function lengthIfSameButCtime(
  one: { readonly bytes: Uint8Array; readonly view: DataView },
  { start, limit }: { readonly start: number; readonly limit: number },
  other: RowInPlace,
): number {
  const { metaStart, pathEnd, spaces, spaceCount } = other;
  const shift = start - metaStart;
  if (spaceCount !== SPACES || pathEnd + shift >= limit) return -1;
  const before = spaces[BEFORE_CTIME] ?? 0;
  const after = spaces[AFTER_CTIME] ?? 0;
  const alike =
    after - before === TIME_LENGTH &&
    isTimeBehind(one.bytes, before + shift) &&
    sameBytes(one.view, other.view, { from: metaStart, to: before, shift }) &&
    sameBytes(one.view, other.view, { from: after, to: pathEnd, shift });
  return alike ? pathEnd - metaStart : -1;
}

interface Stretch {
  /** In the other: its first byte and its last. */
  readonly from: number;
  readonly to: number;
  /** How much further on it is in the one. */
  readonly shift: number;
}

/** Four bytes at a time as far as they go. */
function sameBytes(one: DataView, other: DataView, { from, to, shift }: Stretch): boolean {
  let at = from;
  for (; at + 3 <= to; at += 4)
    if (one.getInt32(at + shift, true) !== other.getInt32(at, true)) return false;
  for (; at <= to; at += 1) if (one.getUint8(at + shift) !== other.getUint8(at)) return false;
  return true;
}

// Rows of two manifests of the same tree: mostly they differ in their ctime alone, which is each file system's own.
import { isTimeBehind, SPACES, TIME_LENGTH } from './row-layout.ts';

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
 * The length of the row at hand of `other`, without its NUL, where the bytes of `one` from `start` on are the same
 * but for a ctime of the usual length; else -1.
 */
export function lengthIfAlike(
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

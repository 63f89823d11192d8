// The order of S3 keys, and of every list here: byte by byte.
import type { RowCursor } from './row-cursor.ts';

/** Below, equal to or above zero as the path of `a` sorts before, with or after that of `b`. */
export function comparePaths(a: RowCursor, b: RowCursor): number {
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

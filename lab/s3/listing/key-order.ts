// S3 lists keys in the order of their UTF-8 bytes; JavaScript compares UTF-16 units, which differs outside of the BMP.

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Compares two strings as their UTF-8 bytes compare. */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (isSurrogate(left) === isSurrogate(right)) return left - right;
    // A surrogate stands for a code point above every other unit.
    return isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

/** The index of the first key in sorted `keys` that is not before `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

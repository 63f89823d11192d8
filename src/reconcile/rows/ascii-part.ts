// Knows whether a path is plain ASCII by looking only at what it does not share with the path before.
import type { RowCursor } from './row-cursor.ts';

export class AsciiPart {
  /** How many bytes at the front of the path at hand are ASCII; Infinity: all of them. */
  #length = Infinity;

  /** Goes on to `row`, which shares its first `shared` bytes with the path before; true where all is ASCII. */
  advance(row: RowCursor, shared: number): boolean {
    if (this.#length < shared) return false;
    this.#length = Infinity;
    const { bytes, pathStart, pathEnd } = row;
    for (let at = pathStart + shared; at < pathEnd; at += 1)
      if ((bytes[at] ?? 0) > 0x7f) {
        this.#length = at - pathStart;
        return false;
      }
    return true;
  }
}

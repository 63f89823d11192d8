// The tail of a manifest's meta data, ` <mode> <uid> <gid> <nlink>/`: most rows have the same one as the row before.
import { SPACES, SPACES_BEFORE_TAIL } from './row-layout.ts';

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

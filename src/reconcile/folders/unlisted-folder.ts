// Remembers the folder that could not be listed while the paths below it go by.
import type { RowCursor } from '../rows/row-cursor.ts';

export class UnlistedFolder {
  #length = 0;

  /** Goes on to the next path, which shares its first `shared` bytes with the one before. */
  advance(shared: number): void {
    if (shared < this.#length) this.#length = 0;
  }

  /** The path at hand is a folder that could not be listed. */
  enter(row: RowCursor): void {
    if (this.#length === 0) this.#length = row.pathEnd - row.pathStart;
  }

  /** True while the path at hand lies below such a folder. */
  get covers(): boolean {
    return this.#length > 0;
  }
}

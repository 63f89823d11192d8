// What is remembered of the paths before while a comparison goes on in their order; never more than one path's length.
import type { RowCursor } from '../rows/row-cursor.ts';

const SLASH = 0x2f;

/** Looks at the objects in key order. */
export class HiddenObjects {
  /** Lengths of the objects' paths that the path at hand begins with, shortest first, and whether each is told. */
  readonly #open: { readonly length: number; told: boolean }[] = [];
  readonly #tell: (path: Uint8Array) => void;

  constructor(tell: (path: Uint8Array) => void) {
    this.#tell = tell;
  }

  /** Goes on to the next path, which shares its first `shared` bytes with the one before. */
  advance(shared: number): void {
    while ((this.#open.at(-1)?.length ?? 0) > shared) this.#open.pop();
  }

  /** The path at hand is an object. One that nobody would miss may be hidden: it is not `watched`. */
  object(row: RowCursor, watched: boolean): void {
    const { bytes, pathStart, pathEnd } = row;
    for (const one of this.#open) {
      if (one.told || bytes[pathStart + one.length] !== SLASH) continue;
      one.told = true;
      this.#tell(bytes.subarray(pathStart, pathStart + one.length));
    }
    if (watched && bytes[pathEnd - 1] !== SLASH)
      this.#open.push({ length: pathEnd - pathStart, told: false });
  }
}

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

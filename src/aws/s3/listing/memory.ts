// Memory that is used again and again. Left to the collector, the bodies and rows of a listing pile up before it looks.

const SMALLEST = 1024;

/** Pieces of memory that their users give back; their sizes are powers of two. */
export class Memory {
  readonly #free: Buffer[][] = [];

  /** A piece of at least `bytes` bytes, with anything in them. */
  take(bytes: number): Buffer {
    const bits = 32 - Math.clz32(Math.max(bytes, SMALLEST) - 1);
    return this.#free[bits]?.pop() ?? Buffer.allocUnsafeSlow(2 ** bits);
  }

  /** Takes back what `take` gave out. */
  give(piece: Buffer): void {
    (this.#free[31 - Math.clz32(piece.length)] ??= []).push(piece);
  }
}

// Ranges read side by side, their rows handed on in the order of the keys.
import type { Rows } from './page-rows.ts';

/** What is read of one range and not yet taken. */
interface Share {
  readonly chunks: Rows[];
  ended: boolean;
}

export interface Hearer {
  /** These rows were copied out. */
  readonly taken: (rows: Rows) => void;
  /** The rows of this range are wanted now. */
  readonly turn: (index: number) => void;
}

/** The rows of ranges 0, 1, 2 …; one consumer, any number of readers. */
export class InOrder {
  readonly #shares = new Map<number, Share>();
  readonly #hear: Hearer;
  #total = Infinity;
  #failure: { readonly reason: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(hear: Hearer) {
    this.#hear = hear;
  }

  add(index: number, chunk: Rows): void {
    this.#share(index).chunks.push(chunk);
    this.#wake();
  }

  /** The range `index` was read to its end. */
  end(index: number): void {
    this.#share(index).ended = true;
    this.#wake();
  }

  /** There are `total` ranges. */
  complete(total: number): void {
    this.#total = total;
    this.#wake();
  }

  /** Whoever takes rows gets `reason` thrown, at once. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  async *rows(): AsyncGenerator<Buffer, undefined> {
    for (let index = 0; ;) {
      if (this.#failure !== undefined) throw this.#failure.reason;
      if (index >= this.#total) return undefined;
      const share = this.#share(index);
      const chunk = share.chunks.shift();
      if (chunk !== undefined) {
        const rows = Buffer.from(chunk.piece.subarray(0, chunk.length));
        this.#hear.taken(chunk);
        yield rows;
      } else if (share.ended) {
        this.#shares.delete(index);
        index += 1;
        this.#hear.turn(index);
      } else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #share(index: number): Share {
    let share = this.#shares.get(index);
    if (share === undefined) this.#shares.set(index, (share = { chunks: [], ended: false }));
    return share;
  }
}

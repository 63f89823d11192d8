// Asks a sorted list whether it has a path, without keeping the list: the questions come in its order.
import { END, MORE, RowCursor } from '../rows/row-cursor.ts';

export class KnownPaths implements AsyncDisposable {
  readonly #row: RowCursor;
  #state: ReturnType<RowCursor['next']> = MORE;

  constructor(rows: AsyncIterable<Uint8Array>, name: string) {
    this.#row = new RowCursor(rows, { name });
  }

  /** True where the list has `path`. Each question's path sorts after that of the one before. */
  async has(path: Uint8Array): Promise<boolean> {
    const row = this.#row;
    for (;;) {
      if (this.#state === END) return false;
      if (this.#state === MORE) await row.fill();
      else {
        const order = Buffer.compare(row.bytes.subarray(row.pathStart, row.pathEnd), path);
        if (order >= 0) return order === 0;
      }
      this.#state = row.next();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#row.close();
  }
}

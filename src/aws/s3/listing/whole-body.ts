// Reads an answer to its end, into memory that is used again.
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Memory } from './memory.ts';
import { CutBody, UnreadablePage } from './unreadable-page.ts';

const USUAL_BYTES = 512 * 1024;
/** Far more than a page: a thousand keys of 1,024 bytes, three characters for each. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Hands the whole of `stream` to `use`; the bytes are only valid until that returns. */
export async function readWhole<T>(
  stream: Readable,
  memory: Memory,
  use: (body: Buffer) => T,
): Promise<T> {
  const body = new Body(memory);
  // Copied as they come: what lives for a moment only is cheap to collect.
  stream.on('data', (chunk: Buffer) => {
    if (!body.add(chunk)) stream.destroy(new UnreadablePage(`more than ${MOST_BYTES} bytes`));
  });
  try {
    await finished(stream).catch((thrown: unknown) => {
      throw thrown instanceof UnreadablePage ? thrown : new CutBody(thrown);
    });
    return use(body.bytes());
  } finally {
    body.free();
  }
}

class Body {
  readonly #memory: Memory;
  #piece: Buffer;
  #length = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#piece = memory.take(USUAL_BYTES);
  }

  add(chunk: Buffer): boolean {
    const end = this.#length + chunk.length;
    if (end > MOST_BYTES) return false;
    if (end > this.#piece.length) {
      const larger = this.#memory.take(end);
      this.#piece.copy(larger, 0, 0, this.#length);
      this.free();
      this.#piece = larger;
    }
    chunk.copy(this.#piece, this.#length);
    this.#length = end;
    return true;
  }

  bytes(): Buffer {
    return this.#piece.subarray(0, this.#length);
  }

  free(): void {
    this.#memory.give(this.#piece);
  }
}

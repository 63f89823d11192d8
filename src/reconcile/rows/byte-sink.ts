// Bytes on their way to a file: gathered where nothing can wait, written where something can.
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Where bytes go. `write` resolves when more may be written; the bytes may be used again then. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

export interface FileSink extends ByteSink, AsyncDisposable {
  /** Resolves when all is in the file; throws what writing has thrown. */
  end(): Promise<void>;
}

/** A file as a sink, gzip'd where its name ends with `.gz`. It replaces what was there. */
export function openFileSink(file: string): FileSink {
  const start = new PassThrough();
  const written = file.endsWith('.gz')
    ? pipeline(start, createGzip({ level: 1 }), createWriteStream(file))
    : pipeline(start, createWriteStream(file));
  // The failure is told by the next write or by the end.
  written.catch(() => {});
  const end = async (): Promise<void> => {
    start.end();
    await written;
  };
  return {
    end,
    async write(bytes) {
      if (start.write(Buffer.from(bytes))) return;
      await Promise.race([new Promise((resolve) => start.once('drain', resolve)), written]);
    },
    async [Symbol.asyncDispose]() {
      start.destroy();
      await written.catch(() => {});
    },
  };
}

const FIRST_BYTES = 64 * 1024;

/** Gathers bytes between two moments at which a sink can take them. */
export class Gathered {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  add(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(from.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  addText(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** What was gathered, good until more is. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Hands all to `sink`, or forgets it. */
  async flush(sink: ByteSink | undefined): Promise<void> {
    const taken = this.take();
    if (taken.length > 0) await sink?.write(taken);
  }

  #reserve(wanted: number): void {
    if (this.#length + wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + wanted);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

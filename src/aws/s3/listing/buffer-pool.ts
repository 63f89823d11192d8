// Buffers that are used again and again: an answer is read into one to its end, which then goes back to the pool.
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CutBody, UnreadablePage } from './xml-bytes.ts';

let kept = false;
let full = false;

// Keeps the memory of a process that streams small. What streams makes are buffers that live for a moment.

/**
 * Keeps V8's young generation at the size it has now. Each of its collections frees the buffers that streams no longer
 * use. With its usual 16 MiB they pile up until a full collection of everything is due instead. That took a fifth of a
 * listing's processor time, and 40 MiB. Only a hint to V8's own sizing: nothing relies on it.
 */
export function keepYoungGenerationSmall(): void {
  if (kept) return;
  kept = true;
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Has V8 collect all of its heap as soon as that has grown by half, where it would wait for four times what is in use.
 * What waits for an answer outlives the young generation: 50 MiB less for 60,000 heads, and no more time. A listing
 * must not ask for it: its buffers count as growth, and it would need a third more processor time.
 */
export function keepHeapSmall(): void {
  keepYoungGenerationSmall();
  if (full) return;
  full = true;
  process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=50');
}

/** Answers read at the same time. The others wait in their sockets, where they go on arriving. */
const READ_AT_ONCE = 20;
/** Bytes of the smallest buffer. */
const SMALLEST = 1024;

/**
 * Buffers that their users give back; their sizes are powers of two. Left to the garbage collector, the bodies and rows
 * of a listing pile up before it runs.
 */
export class BufferPool {
  readonly #free: Buffer[][] = [];
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  /** A buffer of at least `bytes` bytes, with anything in them. */
  take(bytes: number): Buffer {
    const bits = 32 - Math.clz32(Math.max(bytes, SMALLEST) - 1);
    return this.#free[bits]?.pop() ?? Buffer.allocUnsafeSlow(2 ** bits);
  }

  /** Resolves when one more answer may be read; needs its `endReading`. */
  async beginReading(): Promise<void> {
    if (this.#reading < READ_AT_ONCE) this.#reading += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  endReading(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#reading -= 1;
    else next();
  }

  /** Takes back what `take` gave out. */
  give(piece: Buffer): void {
    (this.#free[31 - Math.clz32(piece.length)] ??= []).push(piece);
  }
}

// Reads an answer to its end, into a buffer of the pool.

const USUAL_BYTES = 512 * 1024;
/** Far more than a page: a thousand keys of 1,024 bytes, three characters for each. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Hands the whole of `stream` to `use`; the bytes are only valid until that returns. */
export async function readWhole<T>(
  stream: Readable,
  pool: BufferPool,
  use: (body: Buffer) => T,
): Promise<T> {
  const ended = finished(stream).catch((thrown: unknown) => {
    throw thrown instanceof UnreadablePage ? thrown : new CutBody(thrown);
  });
  // It may fail while it waits.
  ended.catch(() => undefined);
  await pool.beginReading();
  const body = new Body(pool);
  // Copied as they come: what lives for a moment only is cheap to collect.
  stream.on('data', (chunk: Buffer) => {
    if (!body.add(chunk)) stream.destroy(new UnreadablePage(`more than ${MOST_BYTES} bytes`));
  });
  try {
    await ended;
    return use(body.bytes());
  } finally {
    body.free();
    pool.endReading();
  }
}

class Body {
  readonly #pool: BufferPool;
  #piece: Buffer;
  #length = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
    this.#piece = pool.take(USUAL_BYTES);
  }

  add(chunk: Buffer): boolean {
    const end = this.#length + chunk.length;
    if (end > MOST_BYTES) return false;
    if (end > this.#piece.length) {
      const larger = this.#pool.take(end);
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
    this.#pool.give(this.#piece);
  }
}

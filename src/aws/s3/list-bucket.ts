// Lists a bucket as fast as the network allows: exact ranges side by side, pages as bytes, rows in the order of the keys.
import type { Rows } from './listing/page-rows.ts';
import { keepYoungGenerationSmall, BufferPool } from './listing/buffer-pool.ts';
import type { Connection } from '../connection.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import type { KeyRange, PlannedRange } from './listing/ranges.ts';
import { PageReader } from './listing/page-reader.ts';
import type { ListedBucket } from './listing/page-reader.ts';
import type { ScannedPage } from './listing/page-scanner.ts';
import { RequestQueue } from './listing/request-queue.ts';
import type { ListingCounters } from './listing/request-queue.ts';
import { readRange } from './listing/range-reader.ts';
import { planRanges } from './listing/ranges.ts';

// Ranges read side by side, their rows handed on in the order of the keys.

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
class InOrder {
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

export interface ListingRequest extends ListedBucket {
  /** Whole keys, ascending, at which the key space is cut; they need not exist. None: one request after the other. */
  readonly splits: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** Requests at once, at most; how many they are adapts to the line and to S3. */
  readonly concurrency: number;
  /** Called after each page. */
  readonly onProgress?: (counters: Readonly<ListingCounters>) => void;
}

/** Can be read once. */
export interface Listing extends AsyncIterable<Buffer> {
  /** Goes on changing until the listing has ended. */
  readonly counters: Readonly<ListingCounters>;
}

/** Requests at once at the begin. One stream of pages is 10 to 20 thousand keys a second whatever the client. */
const FIRST = 16;

/** Rows that may wait for their turn. */
const ROOM_BYTES = 24 * 1024 * 1024;

/**
 * All objects below a prefix as rows, `size time etag class/path\0`: `path` is the key without the prefix, `time` in
 * milliseconds, the etag without quotes. Chunks hold whole rows, in the order of the paths' bytes. The prefix's own
 * folder object has no row. Whatever keeps the listing from being complete is thrown, with the range in its text.
 */
export function listBucket(connection: Connection, request: ListingRequest): Listing {
  const counters: ListingCounters = { objects: 0, requests: 0, retries: 0, throttles: 0 };
  return {
    counters,
    [Symbol.asyncIterator]: () => list(connection, request, counters),
  };
}

async function* list(
  connection: Connection,
  request: ListingRequest,
  counters: ListingCounters,
): AsyncGenerator<Buffer, undefined> {
  keepYoungGenerationSmall();
  const work = new ParallelListing(connection, request, counters);
  try {
    yield* work.rows();
  } finally {
    await work.close();
  }
  return undefined;
}

class ParallelListing {
  readonly #connection: Connection;
  readonly #request: ListingRequest;
  readonly #counters: ListingCounters;
  readonly #requestQueue: RequestQueue;
  readonly #shares: InOrder;
  readonly #pages: PageReader;
  readonly #ranges: AsyncGenerator<PlannedRange, undefined>;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #readers: readonly Promise<void>[];

  constructor(connection: Connection, request: ListingRequest, counters: ListingCounters) {
    const { concurrency, splits } = request;
    const concurrencyLimit = new ConcurrencyLimit({
      ...{ first: FIRST, most: concurrency },
      now: () => connection.clock.now(),
    });
    const pool = new BufferPool();
    const requestQueue = new RequestQueue(concurrencyLimit, ROOM_BYTES);
    this.#connection = connection;
    this.#request = request;
    this.#counters = counters;
    this.#requestQueue = requestQueue;
    this.#shares = new InOrder({
      taken: ({ piece }) => {
        pool.give(piece);
        requestQueue.hold(-piece.length);
      },
      turn: (index) => requestQueue.turn(index),
    });
    this.#pages = new PageReader(connection, request, { counters, concurrencyLimit }, pool);
    this.#ranges = planRanges(splits, request);
    this.#signal = AbortSignal.any([connection.signal, this.#stop.signal]);
    this.#signal.addEventListener('abort', () => this.#fail(this.#signal.reason), { once: true });
    this.#readers = Array.from({ length: concurrency }, () =>
      this.#readRanges().catch((thrown: unknown) => this.#fail(thrown)),
    );
  }

  rows(): AsyncGenerator<Buffer, undefined> {
    return this.#shares.rows();
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    this.#fail(new Error('the listing was left'));
    await Promise.all(this.#readers);
    await this.#ranges.return(undefined);
    this.#pages.close();
  }

  #fail(reason: unknown): void {
    this.#shares.fail(reason);
    this.#requestQueue.close(reason);
    this.#stop.abort(reason);
  }

  async #readRanges(): Promise<void> {
    for (;;) {
      const { value: range } = await this.#ranges.next();
      if (range === undefined) return;
      // Only the last range is open: where planning fails there is none, and the listing never counts as complete.
      if (range.until === undefined) this.#shares.complete(range.index + 1);
      await readRange(range, {
        clock: this.#connection.clock,
        signal: this.#signal,
        at: this.#request,
        read: (rest, token) => this.#read(range.index, rest, token),
        deliver: (page) => this.#deliver(range.index, page),
      });
      this.#shares.end(range.index);
    }
  }

  async #read(index: number, rest: KeyRange, token: string | undefined): Promise<ScannedPage> {
    await this.#requestQueue.enter(index);
    try {
      return await this.#pages.read(rest, token, this.#signal);
    } finally {
      this.#requestQueue.leave();
    }
  }

  #deliver(index: number, { rows, objects }: ScannedPage): void {
    this.#counters.objects += objects;
    if (objects > 0) {
      this.#requestQueue.hold(rows.piece.length);
      this.#shares.add(index, rows);
    }
    this.#request.onProgress?.(this.#counters);
  }
}

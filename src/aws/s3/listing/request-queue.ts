// Which requests may be sent: as many at once as the limit says, and fewer while too many rows wait.
import type { ConcurrencyLimit } from '../concurrency-limit.ts';

/** What a listing has counted. */
export interface ListingCounters {
  /** Rows read so far. */
  objects: number;
  /** Attempts sent, each retry too. */
  requests: number;
  /** Attempts after the first for the same page. */
  retries: number;
  /** Answers that asked for fewer requests. */
  throttles: number;
}

// Admits requests: the earliest range first, no more at once than the limit, and none without room in memory.

interface Waiting {
  readonly index: number;
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

export class RequestQueue {
  readonly #concurrencyLimit: ConcurrencyLimit;
  readonly #room: number;
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #held = 0;
  #head = 0;
  #closed: { readonly reason: unknown } | undefined;

  /** `room`: bytes of rows that may wait for their turn. */
  constructor(concurrencyLimit: ConcurrencyLimit, room: number) {
    this.#concurrencyLimit = concurrencyLimit;
    this.#room = room;
  }

  /** Resolves when the range `index` may send its next request; each `enter` needs its `leave`. */
  enter(index: number): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(asError(this.#closed.reason));
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const at = this.#waiting.findIndex((other) => other.index > index);
    const one = { index, enter: () => resolve(undefined), refuse: reject };
    this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, one);
    this.#admit();
    return promise;
  }

  leave(): void {
    this.#inside -= 1;
    this.#admit();
  }

  /** Bytes of rows that now wait for their turn (or, negative, no longer do). */
  hold(bytes: number): void {
    this.#held += bytes;
    if (bytes < 0) this.#admit();
  }

  /** The range `index` is the one whose rows are taken now: it is never kept waiting for room. */
  turn(index: number): void {
    this.#head = index;
    this.#admit();
  }

  /** No request is admitted any more. */
  close(reason: unknown): void {
    this.#closed ??= { reason };
    for (const one of this.#waiting.splice(0)) one.refuse(reason);
  }

  #admit(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || this.#inside >= this.#concurrencyLimit.limit) return;
      if (this.#held >= this.#room && first.index > this.#head) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#concurrencyLimit.underWay(this.#inside);
      first.enter();
    }
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

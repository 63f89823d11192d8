// Which requests may be sent, and how many at once: fewer when S3 says Slow Down or too many rows wait.

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

/**
 * How many requests may be under way at once: half as many when S3 says Slow Down, then more again (additive increase,
 * multiplicative decrease). One burst of refusals counts once.
 */
export class ConcurrencyLimit {
  readonly #most: number;
  #limit: number;
  #epoch = 0;
  /** Good answers since the limit last changed. */
  #good = 0;

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  get limit(): number {
    return this.#limit;
  }

  /** To be kept from an attempt's begin to its answer. */
  get epoch(): number {
    return this.#epoch;
  }

  /** An attempt of `epoch` was refused. What was sent before the limit fell says nothing about the new limit. */
  throttled(epoch: number): void {
    if (epoch !== this.#epoch) return;
    this.#epoch += 1;
    this.#good = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** An attempt was answered: after as many as are under way at once, one more may be. */
  answered(): void {
    this.#good += 1;
    if (this.#good < this.#limit) return;
    this.#good = 0;
    this.#limit = Math.min(this.#most, this.#limit + 1);
  }
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
      first.enter();
    }
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

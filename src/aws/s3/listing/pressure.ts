// How many requests may be under way at once: half as many when S3 says Slow Down, then more again.

export interface ListingCounters {
  /** Rows read so far. */
  objects: number;
  /** Attempts sent, each retry too. */
  requests: number;
  /** Attempts beyond the first for the same page. */
  retries: number;
  /** Answers that asked for fewer requests. */
  throttles: number;
}

/** Additive increase, multiplicative decrease; one burst of refusals counts once. */
export class Pressure {
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

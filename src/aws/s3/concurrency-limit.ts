// How many requests to S3 may be under way at once: more while that makes the whole faster, fewer when S3 says Slow Down.
import type { Instant } from '../../core/clock.ts';

/** What is known when an attempt begins; to be kept until its answer. */
export interface Begun {
  readonly epoch: number;
  readonly at: Instant;
}

interface LimitOptions {
  /** At the begin. */
  readonly first: number;
  readonly most: number;
  /** The clock's; where it stands still, nothing is known of the rate, and the limit stays. */
  readonly now: () => Instant;
}

interface Level {
  readonly limit: number;
  readonly latency: number;
}

/** Whether no answer came in time, as from a network that drops connections. One that was closed says nothing of that. */
export function cameToNothing(thrown: unknown): boolean {
  const { name, code = '' } = (thrown ?? {}) as { readonly name?: string; readonly code?: string };
  return name === 'TimeoutError' && code !== 'ECONNRESET' && code !== 'EPIPE';
}

/** More at once must bring at least this share of it as more in the same time, else they only wait for each other. */
const WORTHWHILE = 0.25;
/** Up to so many at once it doubles, then it grows by half: one step too far is refused for a whole round. */
const DOUBLES_BELOW = 32;
/** Near to where S3 said Slow Down, only every so many rounds ask for one more. */
const NEAR = 0.75;
const ROUNDS_NEAR = 8;
/** An answer that takes so much longer than before tells of another line, for which another number may be right. */
const OTHER_LINE = 1.5;
const LONGEST_REST = 64;

/**
 * The limit grows as long as answers come faster for it. Else it goes back, and tries again later. It is halved when S3
 * says Slow Down, and then grows by one at a time up to where S3 had said so. One burst of refusals counts once.
 */
export class ConcurrencyLimit {
  readonly most: number;
  readonly #now: () => Instant;
  #limit: number;
  #epoch = 0;
  /** The first epoch since S3 last said Slow Down. */
  #calmSince = 0;
  /** Where S3 said so. */
  #ceiling: number | undefined;
  #rounds = 0;
  /** As many requests as the limit allows were under way since it last changed. */
  #reached = false;
  /** Answers to what was sent since the limit last changed, and what they took together. */
  #answers = 0;
  #took = 0;
  /** The level below the one that is tried. */
  #below: Level | undefined;
  #rest = 0;
  #nextRest = 2;
  #restLatency = Infinity;

  constructor({ first, most, now }: LimitOptions) {
    this.most = most;
    this.#limit = Math.min(first, most);
    this.#now = now;
  }

  get limit(): number {
    return this.#limit;
  }

  /** An attempt begins. */
  begin(): Begun {
    return { epoch: this.#epoch, at: this.#now() };
  }

  /** So many requests are under way. */
  underWay(requests: number): void {
    if (requests >= this.#limit) this.#reached = true;
  }

  /** An attempt was refused. What was sent before the limit fell says nothing about the new limit. */
  throttled({ epoch }: Begun): void {
    if (epoch < this.#calmSince) return;
    this.#ceiling = this.#limit;
    this.#below = undefined;
    this.#change(Math.max(1, Math.floor(this.#limit / 2)));
    this.#calmSince = this.#epoch;
  }

  /** An attempt was answered. After as many as may be under way at once, the limit is judged. */
  answered({ epoch, at }: Begun): void {
    if (epoch !== this.#epoch) return;
    this.#answers += 1;
    this.#took += this.#now() - at;
    if (this.#answers < this.#limit) return;
    const latency = this.#took / this.#answers;
    const reached = this.#reached;
    this.#startWindow();
    if (this.#ceiling !== undefined) this.#oneMore(this.#ceiling);
    else if (reached && latency > 0) this.#judge({ limit: this.#limit, latency });
  }

  #oneMore(ceiling: number): void {
    this.#rounds += 1;
    if (this.#limit >= NEAR * ceiling && this.#rounds < ROUNDS_NEAR) return;
    this.#rounds = 0;
    if (this.#limit >= ceiling) this.#ceiling = undefined;
    if (this.#limit < this.most) this.#change(this.#limit + 1);
  }

  #judge(level: Level): void {
    if (this.#below !== undefined) {
      const more = level.limit / this.#below.limit - 1;
      if (rate(level) >= (1 + WORTHWHILE * more) * rate(this.#below)) {
        this.#nextRest = 2;
        this.#tryMore(level);
      } else this.#goBack(this.#below);
    } else if (this.#rest === 0 || level.latency > OTHER_LINE * this.#restLatency)
      this.#tryMore(level);
    else this.#rest -= 1;
  }

  #tryMore(level: Level): void {
    this.#below = level.limit < this.most ? level : undefined;
    if (this.#below !== undefined) this.#change(nextAfter(level.limit, this.most));
  }

  #goBack({ limit, latency }: Level): void {
    this.#below = undefined;
    this.#restLatency = latency;
    this.#rest = this.#nextRest;
    this.#nextRest = Math.min(LONGEST_REST, this.#nextRest * 2);
    this.#change(limit);
  }

  #change(limit: number): void {
    this.#limit = limit;
    this.#epoch += 1;
    this.#startWindow();
  }

  #startWindow(): void {
    this.#answers = 0;
    this.#took = 0;
    this.#reached = false;
  }
}

const nextAfter = (limit: number, most: number): number =>
  Math.min(most, limit < DOUBLES_BELOW ? 2 * limit : Math.ceil(1.5 * limit));

/** Answers in the same time, where as many requests as allowed are always under way. */
const rate = ({ limit, latency }: Level): number => limit / latency;

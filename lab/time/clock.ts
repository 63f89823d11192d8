// The lab's time. Virtual: it jumps to the earliest sleeper as soon as nothing runs. Real: it passes, faster if asked.

/** Milliseconds since the epoch, in the lab's time. */
export type Instant = number;

interface Timer {
  readonly at: Instant;
  readonly order: number;
  readonly fire: () => void;
  /** Whether virtual time goes there by itself. */
  readonly drives: boolean;
}

/** Something that runs (a process, a request, a command) and so keeps virtual time from moving. */
export interface Busy extends Disposable {
  readonly name: string;
}

/**
 * Files have the machine's time. Virtual time begins ahead of it and then runs away from it, so that nothing in the
 * lab ever lies in its future.
 */
const AHEAD = { virtual: 60_000, real: 0 };

export class LabClock {
  readonly mode: 'virtual' | 'real';
  #now: Instant;
  readonly #speed: number;
  readonly #started = performance.now();
  readonly #origin: Instant;
  readonly #busy = new Set<Busy>();
  #timers: Timer[] = [];
  #order = 0;
  #check: NodeJS.Immediate | undefined;
  #wake: NodeJS.Timeout | undefined;
  #closed = false;

  /** `speed` is how many seconds of lab time pass in one real second (real mode only). */
  constructor(mode: 'virtual' | 'real', speed = 1, start: Instant = Date.now() + AHEAD[mode]) {
    this.mode = mode;
    this.#speed = speed;
    this.#origin = start;
    this.#now = start;
  }

  now(): Instant {
    if (this.mode === 'virtual') return this.#now;
    return this.#origin + (performance.now() - this.#started) * this.#speed;
  }

  /** Calls `fire` when `milliseconds` of lab time have passed; the returned function takes it back. */
  after(milliseconds: number, fire: () => void): () => void {
    return this.#add(milliseconds, fire, true);
  }

  /** The same for what nobody waits for: virtual time does not go there for its sake, but does not pass it either. */
  onTheWay(milliseconds: number, fire: () => void): () => void {
    return this.#add(milliseconds, fire, false);
  }

  #add(milliseconds: number, fire: () => void, drives: boolean): () => void {
    const at = this.now() + Math.max(0, milliseconds);
    const timer = { at, order: this.#order++, fire, drives };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
    this.#consider();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Marks the beginning of something that runs; disposing marks its end. */
  busy(name: string): Busy {
    const token: Busy = {
      name,
      [Symbol.dispose]: () => {
        this.#busy.delete(token);
        this.#consider();
      },
    };
    this.#busy.add(token);
    return token;
  }

  /** Lets one millisecond pass, so that what begins next has a later time than what has ended (virtual mode). */
  tick(): void {
    if (this.mode === 'virtual') this.#now += 1;
  }

  /** What keeps virtual time from moving, for a message about a lab that hangs. */
  running(): readonly string[] {
    return [...this.#busy].map((token) => token.name);
  }

  close(): void {
    this.#closed = true;
    this.#timers = [];
    clearTimeout(this.#wake);
  }

  #consider(): void {
    if (this.#closed) return;
    if (this.mode === 'real') {
      this.#armRealTimer();
      return;
    }
    if (this.#busy.size > 0 || this.#check !== undefined) return;
    if (!this.#timers.some(({ drives }) => drives)) return;
    // Two turns of the event loop: what has just ended may begin something else at once.
    this.#check = setImmediate(() => {
      this.#check = setImmediate(() => {
        this.#check = undefined;
        if (this.#busy.size === 0) this.#jump();
      });
    });
  }

  #jump(): void {
    if (this.#closed || !this.#timers.some(({ drives }) => drives)) return;
    const timer = this.#timers.shift();
    if (timer === undefined) return;
    this.#now = Math.max(this.#now, timer.at);
    timer.fire();
    this.#consider();
  }

  #armRealTimer(): void {
    clearTimeout(this.#wake);
    const [next] = this.#timers;
    if (next === undefined) return;
    const wait = Math.max(0, (next.at - this.now()) / this.#speed);
    this.#wake = setTimeout(
      () => {
        const now = this.now();
        const due = this.#timers.filter((timer) => timer.at <= now);
        this.#timers = this.#timers.filter((timer) => timer.at > now);
        for (const timer of due) timer.fire();
        this.#armRealTimer();
      },
      Math.min(wait, 60_000),
    );
  }
}

// Participants: processes that take part in the lab's time. One that does not sleep keeps virtual time from moving.
import { setTimeout as pause } from 'node:timers/promises';
import type { Busy, LabClock } from './clock.ts';

/** The path below which the clocks of the participants are served. */
export const CLOCK_PATH = '/_lab/clock/';

/** How long (real time) a participant that goes on sleeping elsewhere may take to act when one of its sleeps ends. */
const WAKING_MS = 50;

export interface Participant extends Disposable {
  /** To be added to the environment of the process. */
  readonly env: { readonly NFS_CUTOVER_LAB_CLOCK: string };
  /** The process is stopped until this is disposed: meanwhile it does not keep time from moving. */
  pause(): Disposable;
}

class Sleeper {
  readonly name: string;
  readonly #clock: LabClock;
  #busy: Busy | undefined;
  #sleeps = 0;
  #gone = false;
  #paused = false;

  constructor(name: string, clock: LabClock) {
    this.name = name;
    this.#clock = clock;
    this.#awake();
  }

  /** Sleeps in lab time; when `signal` aborts, the sleep is taken back. True: the time has passed. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    this.#sleeps += 1;
    const passed = await new Promise<boolean>((resolve) => {
      const wake = (answer: boolean): void => {
        takeBack();
        signal.removeEventListener('abort', giveUp);
        this.#sleeps -= 1;
        this.#awake();
        resolve(answer);
      };
      const takeBack = this.#clock.after(milliseconds, () => wake(true));
      const giveUp = (): void => wake(false);
      if (signal.aborted) giveUp();
      else {
        signal.addEventListener('abort', giveUp);
        this.#asleep();
      }
    });
    if (this.#sleeps > 0) void pause(WAKING_MS).then(() => this.#sleeps > 0 && this.#asleep());
    return passed;
  }

  pause(): Disposable {
    this.#paused = true;
    this.#asleep();
    return {
      [Symbol.dispose]: () => {
        this.#paused = false;
        if (this.#sleeps === 0) this.#awake();
      },
    };
  }

  leave(): void {
    this.#gone = true;
    this.#asleep();
  }

  #awake(): void {
    if (!this.#gone && !this.#paused) this.#busy ??= this.#clock.busy(this.name);
  }

  #asleep(): void {
    this.#busy?.[Symbol.dispose]();
    this.#busy = undefined;
  }
}

export class Participants {
  readonly #clock: LabClock;
  readonly #url: string;
  readonly #sleepers = new Map<string, Sleeper>();
  #count = 0;

  /** `url` is the lab's own, without a slash at its end. */
  constructor(clock: LabClock, url: string) {
    this.#clock = clock;
    this.#url = url;
  }

  /** Lets a process take part from now on, awake, until the participant is disposed. */
  open(name: string): Participant {
    this.#count += 1;
    this.#clock.tick();
    const id = String(this.#count);
    const sleeper = new Sleeper(name, this.#clock);
    this.#sleepers.set(id, sleeper);
    return {
      env: { NFS_CUTOVER_LAB_CLOCK: `${this.#url}${CLOCK_PATH}${id}` },
      pause: () => sleeper.pause(),
      [Symbol.dispose]: () => {
        this.#sleepers.delete(id);
        sleeper.leave();
      },
    };
  }

  has(id: string): boolean {
    return this.#sleepers.has(id);
  }

  /** Sleeps for the participant `id`; see `Sleeper.sleep`. */
  async sleep(id: string, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const sleeper = this.#sleepers.get(id);
    if (sleeper === undefined) throw new Error(`participant ${id} is not in the lab`);
    return await sleeper.sleep(milliseconds, signal);
  }
}

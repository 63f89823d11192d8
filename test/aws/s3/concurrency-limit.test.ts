// How many requests are under way at once, played in virtual time against servers of any latency and patience.
import { describe, expect, test } from '@jest/globals';
import { ConcurrencyLimit } from '../../../src/aws/s3/concurrency-limit.ts';
import type { Begun } from '../../../src/aws/s3/concurrency-limit.ts';

interface Server {
  /** Milliseconds of the line at a time. */
  readonly latency: (now: number) => number;
  /** Milliseconds of a machine that does one thing at a time. */
  readonly work?: number;
  /** With more than so many under way, a request is refused. */
  readonly patience?: (now: number) => number;
}

interface Sent {
  readonly end: number;
  readonly begun: Begun;
  readonly refused: boolean;
}

interface Played {
  readonly answered: number;
  readonly refused: number;
}

class Play {
  readonly limit: ConcurrencyLimit;
  readonly #server: Server;
  #now = 0;
  #free = 0;
  #sent: Sent[] = [];

  constructor(server: Server, most: number) {
    this.#server = server;
    this.limit = new ConcurrencyLimit({ first: 16, most, now: () => Math.floor(this.#now) });
  }

  /** Keeps as many requests under way as allowed, for so long. */
  run(milliseconds: number): Played {
    const until = this.#now + milliseconds;
    let [answered, refused] = [0, 0];
    for (;;) {
      while (this.#sent.length < this.limit.limit) this.#send();
      const next = this.#sent.reduce((a, b) => (b.end < a.end ? b : a));
      if (next.end > until) break;
      this.#now = next.end;
      this.#sent = this.#sent.filter((one) => one !== next);
      if (next.refused) {
        refused += 1;
        this.limit.throttled(next.begun);
      } else {
        answered += 1;
        this.limit.answered(next.begun);
      }
    }
    this.#now = until;
    return { answered, refused };
  }

  #send(): void {
    const { latency, work = 0, patience = () => Infinity } = this.#server;
    const begun = this.limit.begin();
    const refused = this.#sent.length >= patience(this.#now);
    this.#free = Math.max(this.#now, this.#free) + (refused ? 0 : work);
    const end = Math.max(this.#now + latency(this.#now), this.#free) + 0.01;
    this.#sent.push({ end, begun, refused });
    this.limit.underWay(this.#sent.length);
  }
}

test.each([20, 50, 200])('at %i ms it soon reaches the most', (milliseconds) => {
  const play = new Play({ latency: () => milliseconds }, 256);
  play.run(milliseconds * 16);
  expect(play.limit.limit).toBe(256);
});

test('without latency it stays where more would only wait for each other', () => {
  const play = new Play({ latency: () => 0, work: 1 }, 256);
  let most = 0;
  for (let i = 0; i < 200; i += 1) {
    play.run(50);
    most = Math.max(most, play.limit.limit);
  }
  expect(most).toBeLessThanOrEqual(32);
});

test('it ends where the machine has no more to give', () => {
  // 4,000 a second at 50 ms are 200 at once.
  const play = new Play({ latency: () => 50, work: 0.25 }, 256);
  play.run(1000);
  const { answered } = play.run(1000);
  expect(answered).toBeGreaterThan(3200);
});

test.each([
  [20, 200],
  [5, 50],
  [200, 20],
])('a latency that changes from %i to %i ms is regained within 3 s', (before, after) => {
  const change = 5000;
  const play = new Play({ latency: (now) => (now < change ? before : after), work: 2 }, 96);
  play.run(change + 3000);
  const { answered } = play.run(2000);
  const possible = Math.min(1 / 2, 96 / after) * 2000;
  expect(answered).toBeGreaterThan(0.75 * possible);
});

describe('Slow Down', () => {
  test('above 40 at once costs at most 5 % of the requests, from the first one on', () => {
    for (const latency of [20, 50, 200]) {
      const play = new Play({ latency: () => latency, patience: () => 40 }, 96);
      const { answered, refused } = play.run(1000 * (latency / 25));
      expect(answered).toBeGreaterThan(900);
      expect(refused / (answered + refused)).toBeLessThanOrEqual(0.05);
    }
  });

  test('that is over is forgotten: the limit comes back', () => {
    const play = new Play(
      { latency: () => 20, patience: (now) => (now < 2000 ? 8 : Infinity) },
      96,
    );
    play.run(2000);
    expect(play.limit.limit).toBeLessThanOrEqual(9);
    play.run(4000);
    expect(play.limit.limit).toBe(96);
  });

  test('halves the limit, once for a burst, and never below one', () => {
    const limit = new ConcurrencyLimit({ first: 16, most: 16, now: () => 0 });
    const begun = limit.begin();
    for (let i = 0; i < 16; i += 1) limit.throttled(begun);
    expect(limit.limit).toBe(8);
    limit.throttled(limit.begin());
    expect(limit.limit).toBe(4);
    for (let i = 0; i < 4; i += 1) limit.answered(limit.begin());
    expect(limit.limit).toBe(5);
    for (let i = 0; i < 1000; i += 1) limit.answered(limit.begin());
    expect(limit.limit).toBe(9);
    for (let i = 0; i < 10; i += 1) limit.throttled(limit.begin());
    expect(limit.limit).toBe(1);
  });
});

test('where the clock stands still, or too little is asked, the limit stays', () => {
  const still = new ConcurrencyLimit({ first: 16, most: 96, now: () => 0 });
  for (let i = 0; i < 1000; i += 1) {
    still.underWay(16);
    still.answered(still.begin());
  }
  expect(still.limit).toBe(16);
  let now = 0;
  const idle = new ConcurrencyLimit({ first: 16, most: 96, now: () => now });
  for (let i = 0; i < 1000; i += 1) {
    const begun = idle.begin();
    now += 50;
    idle.underWay(3);
    idle.answered(begun);
  }
  expect(idle.limit).toBe(16);
});

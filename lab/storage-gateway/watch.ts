// In real time, clients may write at any moment: the view is looked through about once a second.
import type { LabClock } from '../time/clock.ts';

const PERIOD = 1_000;

/** Calls `scan` about once in a real second, however fast the lab's time runs, until the clock is closed. */
export function watchInRealTime(clock: LabClock, scan: () => Promise<void>): void {
  let wait = PERIOD;
  const next = (): void => {
    const begun = performance.now();
    clock.after(wait, () => {
      wait *= PERIOD / Math.max(1, performance.now() - begun);
      // A view that is being removed is not a view any more.
      void scan()
        .catch(() => {})
        .finally(next);
    });
  };
  next();
}

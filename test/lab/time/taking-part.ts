// A test that takes part in the lab's time: it passes only while the test sleeps.
import type { Lab } from '../../../lab/lab.ts';

export interface Part extends Disposable {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Holds the lab's time until the returned part sleeps or is disposed. */
export function takePart({ context: { clock } }: Pick<Lab, 'context'>): Part {
  let busy = clock.busy('the test');
  return {
    sleep: async (milliseconds) => {
      const slept = clock.sleep(milliseconds);
      busy[Symbol.dispose]();
      await slept;
      busy = clock.busy('the test');
    },
    [Symbol.dispose]: () => busy[Symbol.dispose](),
  };
}

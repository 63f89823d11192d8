// Plays trials, some beside each other, and says of each what became of it.
import { nameOf } from './points.ts';
import type { Trial } from './points.ts';
import type { Verdict } from './trial.ts';

export interface Run {
  readonly trials: readonly Trial[];
  readonly jobs: number;
  /** Whether another trial may begin. */
  readonly goesOn: () => boolean;
  readonly play: (trial: Trial) => Promise<Verdict>;
  readonly ended: (name: string, verdict: Verdict) => void;
}

/** Plays the trials in their order until all have ended or no more may begin. */
export async function playAll({ trials, jobs, goesOn, play, ended }: Run): Promise<void> {
  const waiting = [...trials];
  const worker = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      if (!goesOn()) return;
      ended(nameOf(trial), await judged(play, trial));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** A trial that breaks off is not safe. */
async function judged(play: Run['play'], trial: Trial): Promise<Verdict> {
  try {
    return await play(trial);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { faults: [`the trial broke off: ${why}`], told: [] };
  }
}

/** The lines for a trial that is not safe: what is wrong, and how to see it again. */
export const unsafeLine = (name: string, { faults }: Verdict): string =>
  `UNSAFE ${name}: ${faults.join('; ')}. Again: npm run sweep -- --only '${name}'`;

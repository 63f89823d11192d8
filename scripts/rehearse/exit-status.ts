// How a rehearsal ended, and the exit status that says so.
import type { Options } from './options.ts';

export type Outcome =
  'planned' | 'proven' | 'confirmed' | 'denied' | 'rolled-back' | 'stopped' | 'failed' | 'unproven';

const OUTCOMES: readonly Outcome[] = [
  'planned',
  'proven',
  'confirmed',
  'denied',
  'rolled-back',
  'failed',
  'unproven',
];

const REACHED: Readonly<Record<Options['until'], Outcome>> = {
  plan: 'planned',
  proof: 'proven',
  cutover: 'confirmed',
};

/** The outcome that the workflow's report shows; anything unknown or missing is a failure. */
export const outcomeOf = (text: string | undefined): Outcome =>
  OUTCOMES.find((outcome) => outcome === text) ?? 'failed';

/** The outcome of a run that got a signal: only what it has reached in spite of it has a name of its own. */
export const outcomeOfStopped = (outcome: Outcome): Outcome =>
  outcome === 'failed' || outcome === 'denied' ? 'stopped' : outcome;

/** 0 as asked, 2 denied, 3 rolled back, 1 anything else. */
export function exitCode(outcome: Outcome, until: Options['until']): number {
  if (outcome === 'confirmed' || outcome === REACHED[until]) return 0;
  if (outcome === 'denied') return 2;
  return outcome === 'rolled-back' ? 3 : 1;
}

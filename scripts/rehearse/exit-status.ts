// How a rehearsal ended, and the exit status that says so.
export type Outcome =
  | (
      | 'planned'
      | 'proven'
      | 'confirmed'
      | 'denied'
      | 'rolled-back'
      | 'stopped'
      | 'failed'
      | 'unproven'
    )
  // Those of the workflows that people start after a cutover.
  | ('undone' | 'carried' | 'settled' | 'finalized');

const OUTCOMES: readonly Outcome[] = [
  'planned',
  'proven',
  'confirmed',
  'denied',
  'rolled-back',
  'failed',
  'unproven',
];

/** The outcome that the workflow's report shows; anything unknown or missing is a failure. */
export const outcomeOf = (text: string | undefined): Outcome =>
  OUTCOMES.find((outcome) => outcome === text) ?? 'failed';

/** The outcome of a run that got a signal: only what it has reached in spite of it has a name of its own. */
export const outcomeOfStopped = (outcome: Outcome): Outcome =>
  outcome === 'failed' || outcome === 'denied' ? 'stopped' : outcome;

/** 0 as asked, 2 denied, 3 rolled back, 1 anything else. A cutover that goes further than asked is none of these. */
export function exitCode(outcome: Outcome, goal: Outcome): number {
  if (outcome === 'confirmed' || outcome === goal) return 0;
  if (outcome === 'denied') return 2;
  return outcome === 'rolled-back' ? 3 : 1;
}

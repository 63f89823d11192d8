// The guard of the steps that change mounts or delete: until clients that no runbook names are watched, they run in a lab alone.
import { CutoverError } from '../../core/errors.ts';
import { isLab } from '../../core/lab-endpoint.ts';
import type { Outcome } from '../../core/record.ts';
import type { StepContext } from './context.ts';

/**
 * Throws `lab-only` unless every AWS endpoint is a lab's: nobody watches yet whether a client that no runbook names writes
 * to the source during the freeze.
 */
export function assertLab(context: StepContext, step: string): void {
  if (isLab(context.env)) return;
  throw new CutoverError('lab-only', {
    what: step,
    expected: 'a lab (AWS_ENDPOINT_URL on loopback)',
    got: 'endpoints of AWS itself',
    cure: 'rehearse with "npm run rehearse"; on real servers this step stays closed until unknown clients of the source are watched',
  });
}

/** The outcome of a look ahead, failed where `step` itself would refuse: that is said before anybody must approve. */
export function failedOutsideLab(context: StepContext, step: string, outcome: Outcome): Outcome {
  try {
    assertLab(context, step);
    return outcome;
  } catch (thrown) {
    if (!(thrown instanceof CutoverError)) throw thrown;
    return { ...outcome, verdict: 'fail', error: thrown };
  }
}

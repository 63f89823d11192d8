// The guard of the steps that change mounts or delete: until every way back can be ended, they run in a lab alone.
import { CutoverError } from '../../core/errors.ts';
import { isLab } from '../../core/lab-endpoint.ts';
import type { StepContext } from './context.ts';

/**
 * Throws `lab-only` unless every AWS endpoint is a lab's. What was written before a rollback cannot be settled yet, and
 * nobody watches whether a client that no runbook names writes to the source during the freeze.
 */
export function assertLab(context: StepContext, step: string): void {
  if (isLab(context.env)) return;
  throw new CutoverError('lab-only', {
    what: step,
    expected: 'a lab (AWS_ENDPOINT_URL on loopback)',
    got: 'endpoints of AWS itself',
    cure: 'rehearse with "npm run rehearse"; on real servers this step stays closed until a rollback can be settled, and unknown clients of the source are watched',
  });
}

// The guard of the steps that change mounts or delete: until the journal locks a migration, they run in a lab alone.
import { CutoverError } from '../../core/errors.ts';
import { isLab } from '../../core/lab-endpoint.ts';
import type { StepContext } from './context.ts';

/**
 * Throws `lab-only` unless every AWS endpoint is a lab's. Nothing keeps a migration's durable state yet (who froze,
 * who may switch, what a second run must not undo). Without it two runs could work against each other.
 */
export function assertLab(context: StepContext, step: string): void {
  if (isLab(context.env)) return;
  throw new CutoverError('lab-only', {
    what: step,
    expected: 'a lab (AWS_ENDPOINT_URL on loopback)',
    got: 'endpoints of AWS itself',
    cure: 'rehearse with "npm run rehearse"; on real servers this step stays closed until the journal guards it against a second run',
  });
}

// What the frame around every step does first: it looks whose role its job has.
import { getCallerIdentity } from '../../core/requests/sts.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { CallOperation } from '../../plan/operation.ts';

/** By these words a plan knows the operation again. */
export const OWN_ROLE = 'make sure that this job has its own role, in the account of the runbook';

/** The question, in the step at `at`. */
export const lookAtRole = (at: Place, only?: string): CallOperation =>
  callOf(at, getCallerIdentity(), { what: OWN_ROLE, ...(only !== undefined && { only }) });

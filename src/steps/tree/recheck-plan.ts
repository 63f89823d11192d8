// The conditions of a re-check, in words of the plan.
import type { Runbook } from '../../runbook/runbook.ts';

/** The condition under which it looks only at some folders. */
export const someChanged = ({ verify }: Runbook): string =>
  `a proof of this run stands and at most ${verify.recheckLimit} folders changed since`;

/** The condition under which it looks at everything. */
export const ELSE_ALL = 'no proof stands, or too much changed since';

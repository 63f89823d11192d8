// What a re-check in the window looks at, in words of the plan.
import type { Runbook } from '../../runbook/runbook.ts';

/** When it looks at some folders alone. */
export const someChanged = ({ verify }: Runbook): string =>
  `a proof of this run stands and at most ${verify.recheckLimit} folders changed since`;

/** When it looks at everything. */
export const ELSE_ALL = 'no proof stands, or too much changed since';

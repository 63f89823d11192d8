// The change ticket of a run, held against the form that the runbook gives it.
import { CutoverError } from '../core/errors.ts';

/** Throws `bad-input` unless `ticket` is of the form `pattern`, the runbook's `change.ticket`, which is anchored. */
export function assertTicket(pattern: string, ticket: string): void {
  if (new RegExp(pattern).test(ticket)) return;
  throw new CutoverError('bad-input', {
    what: 'input ticket',
    expected: `the runbook's pattern ${pattern}`,
    got: JSON.stringify(ticket.slice(0, 200)),
    cure: 'start the workflow again with the number of the approved change',
  });
}

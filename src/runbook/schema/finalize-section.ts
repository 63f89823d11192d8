// What a runbook says about the end of its task, when the gateway has served for some time.
import * as z from 'zod/mini';
import { key, section } from './forms.ts';
import * as kinds from './kinds.ts';

/** The environment where the runbook names none. */
export const FINALIZE_ENVIRONMENT = 'finalize';

/** Two weeks, in milliseconds. */
export const FINALIZE_HOLD_MS = 14 * 86_400_000;

export const finalize = section({
  environment: key(
    'The GitHub environment whose reviewers release the deletion. Without it, finalize.',
    z.optional(kinds.environment),
  ),
  hold: key(
    'How long the gateway must have served since the switch was confirmed, by the clock of each server. Without it, 14d.',
    z.optional(kinds.hold),
  ),
  'delete-agent': key(
    'Delete the agents of the source location, too; they are often shared. It is refused while another location uses one of them. Without it, no.',
    z.optional(z.boolean({ error: 'true or false' })),
  ),
});

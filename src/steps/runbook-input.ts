// The one input that all actions share: which runbook.
import { text } from '../github/inputs.ts';

/** `runbooks/<name>.yml`: nothing outside that folder can be run. */
export const runbookInput = text(
  /^runbooks\/[a-z0-9][a-z0-9-]{0,99}\.yml$/,
  'a runbook of this repository, runbooks/<name>.yml',
);

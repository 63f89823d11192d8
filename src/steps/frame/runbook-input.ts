// The one input that all actions share: which runbook.
import { exactText } from '../../github/inputs.ts';

const RUNBOOK = /^runbooks\/[a-z0-9][a-z0-9-]{0,99}\.yml$/;

/**
 * `runbooks/<name>.yml`: nothing outside that folder can be run. Not trimmed: the workflow's concurrency group is made
 * of this very text, and another spelling of the same runbook would be another group.
 */
export const runbookInput = exactText(RUNBOOK, 'a runbook of this repository, runbooks/<name>.yml');

/** Whether a file of the repository could be given as that input. */
export const isRunbook = (file: string): boolean => RUNBOOK.test(file);

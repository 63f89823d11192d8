// The beginning of every run: the runbook is checked and these operations are derived from it.
import type { Job } from '../operation.ts';

/** The job `plan`; it calls nothing. */
export const planning = (): Job => ({ job: 'plan', operations: [] });

// The end of every run: its own files removed, its records in one place.
import type { Runbook } from '../../../runbook/runbook.ts';
import { removeFile } from '../../create-test-file/plan.ts';
import type { TestFileRole } from '../../create-test-file/plan.ts';
import type { Job, Operation } from '../../../plan/operation.ts';
import { hole } from '../../../plan/placeholders.ts';

/** The job `report`, after a run that made these test files. */
export const report = (runbook: Runbook, made: readonly TestFileRole[]): Job => ({
  job: 'report',
  environment: 'prepare',
  operations: [
    ...made.flatMap((role) => removeFile({ runbook, job: 'report', step: `remove-${role}` }, role)),
    readApprovals,
  ],
});

const readApprovals: Operation = {
  job: 'report',
  step: 'report',
  kind: 'call',
  what: 'read who decided at the gates, and put the records of all jobs in one place',
  call: {
    service: 'github',
    operation: 'GetReviewsForRun',
    region: 'github',
    parameters: { owner: hole('owner'), repo: hole('repository'), run_id: hole('run') },
  },
};

// The end of every run: its own files removed, its records in one place.
import { getReviewsForRun } from '../../../core/requests/github.ts';
import { callOf } from '../../../plan/makers.ts';
import type { Place } from '../../../plan/makers.ts';
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
    readGateDecisions({ runbook, job: 'report', step: 'report' }),
  ],
});

function readGateDecisions(at: Place): Operation {
  const repository = { owner: hole('owner'), repo: hole('repository') };
  return callOf(at, getReviewsForRun(repository, hole('run')), {
    what: 'read who decided at the gates, and put the records of all jobs in one place',
  });
}

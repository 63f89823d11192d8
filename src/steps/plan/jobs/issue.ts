// The jobs that say in an issue how the migration stands; none where the runbook asks for no issue.
import type { Job } from '../../../plan/operation.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { changeIssue } from '../../change-issue/plan.ts';

/** One of the three jobs: without an environment, and so without any role. */
export const issue = (runbook: Runbook, job: 'issue' | 'issue-waits' | 'issue-ended'): Job => ({
  job,
  operations:
    runbook.change.issue === true
      ? changeIssue({ runbook, job, step: 'issue' }, job === 'issue-ended')
      : [],
});

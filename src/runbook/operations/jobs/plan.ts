// The beginning of every run: the runbook is checked, these operations are derived from it, and everything is looked at.
import type { Until } from '../../plan.ts';
import type { Runbook } from '../../runbook.ts';
import { preflight } from '../actions/preflight.ts';
import type { Job } from '../operation.ts';

const WITH_ROLE = 'the environment prepare names its role (AWS_ROLE_ARN)';

/** The job `plan`: its preflight. A plan alone can be read before there is a role to look with. */
export function planning(runbook: Runbook, until: Until): Job {
  const operations = preflight({ runbook, job: 'plan', step: 'preflight' });
  const job = { job: 'plan', environment: 'prepare' };
  if (until !== 'plan') return { ...job, operations };
  return {
    ...job,
    only: WITH_ROLE,
    operations: operations.map((one) => ({ ...one, only: one.only ?? WITH_ROLE })),
  };
}

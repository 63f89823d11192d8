// The beginning of every run: the runbook is checked, these operations are derived from it, and everything is looked at.
import type { Runbook } from '../../../runbook/runbook.ts';
import { preflight } from '../../preflight/plan.ts';
import type { Job } from '../../../plan/operation.ts';

/** The job `plan`: its preflight. */
export const planning = (runbook: Runbook): Job => ({
  job: 'plan',
  environment: 'prepare',
  operations: preflight({ runbook, job: 'plan', step: 'preflight' }),
});

const WITH_ROLE = 'the environment prepare names its role (AWS_ROLE_ARN)';

/** The job `plan` of a run that goes no further: it can be read before there is a role to look with. */
export function planningAlone(runbook: Runbook): Job {
  const { operations, ...job } = planning(runbook);
  return {
    ...job,
    only: WITH_ROLE,
    operations: operations.map((one) => ({ ...one, only: one.only ?? WITH_ROLE })),
  };
}

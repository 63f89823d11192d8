// The beginning of every run: it checks the runbook, derives these operations from it, and looks at everything.
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

/** The job `plan` of a run that goes no further: people can read the plan before there is a role for the preflight. */
export function planningAlone(runbook: Runbook): Job {
  const { operations, ...job } = planning(runbook);
  return {
    ...job,
    only: WITH_ROLE,
    operations: operations.map((one) => ({ ...one, only: one.only ?? WITH_ROLE })),
  };
}

// Further gates of the runbook, each an environment with reviewers of its own.
import type { Runbook } from '../../../runbook/runbook.ts';
import type { GateOperation, Job } from '../../../plan/operation.ts';

/** The job `sign-off`: nothing but gates. */
export const signOff = ({ gates }: Runbook): Job => ({
  job: 'sign-off',
  operations: gates.signOff.map((environment) => gate('sign-off', environment)),
});

/** A job waits for the reviewers of its environment. */
export const gate = (job: string, environment: string): GateOperation => ({
  job,
  step: 'environment',
  kind: 'gate',
  what: `wait for the reviewers of ${environment}`,
  environment,
});

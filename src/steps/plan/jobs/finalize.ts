// The jobs of finalize.yml: the checks with the weaker role; behind a gate of its own the checks again, and the deletion.
import type { Finalize, Runbook } from '../../../runbook/runbook.ts';
import { askAct } from '../../ask-approval/plan.ts';
import { deleteTaskResources, readBeforeDeletion } from '../../finalize/plan.ts';
import { verifyAct } from '../../verify-approval/plan.ts';
import type { Job } from '../../../plan/operation.ts';
import { gate } from './sign-off.ts';

/** The jobs `check` and `finalize`; none if the runbook does not ask for it. */
export const finalizing = (runbook: Runbook): Job[] =>
  runbook.finalize === undefined
    ? []
    : [checkJob(runbook, runbook.finalize), finalizeJob(runbook, runbook.finalize)];

const checkJob = (runbook: Runbook, asked: Finalize): Job => ({
  job: 'check',
  environment: 'prepare',
  operations: [
    ...readBeforeDeletion({ runbook, job: 'check', step: 'check' }, asked),
    ...askAct({ runbook, job: 'check', step: 'ask' }, asked.environment),
  ],
});

function finalizeJob(runbook: Runbook, asked: Finalize): Job {
  const { environment } = asked;
  const at = { runbook, job: 'finalize', step: 'finalize' };
  return {
    job: 'finalize',
    environment,
    operations: [
      gate('finalize', environment),
      ...verifyAct({ ...at, step: 'approval' }, environment),
      ...readBeforeDeletion(at, asked),
      ...deleteTaskResources(at, asked),
    ],
  };
}

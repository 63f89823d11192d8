// The jobs of finalize.yml: a look with the weaker role, and behind a gate of its own the look again and the deletion.
import type { Finalize, Runbook } from '../../../runbook/runbook.ts';
import { deleteAtTheEnd, lookAtTheEnd } from '../../finalize/plan.ts';
import type { Job } from '../../../plan/operation.ts';
import { gate } from './sign-off.ts';

/** The jobs `check` and `finalize`; none where the runbook does not ask for it. */
export const finalizing = (runbook: Runbook): Job[] =>
  runbook.finalize === undefined
    ? []
    : [checkJob(runbook, runbook.finalize), finalizeJob(runbook, runbook.finalize)];

const checkJob = (runbook: Runbook, asked: Finalize): Job => ({
  job: 'check',
  environment: 'prepare',
  operations: lookAtTheEnd({ runbook, job: 'check', step: 'check' }, asked),
});

function finalizeJob(runbook: Runbook, asked: Finalize): Job {
  const { environment } = asked;
  const at = { runbook, job: 'finalize', step: 'finalize' };
  return {
    job: 'finalize',
    environment,
    operations: [
      gate('finalize', environment),
      ...lookAtTheEnd(at, asked),
      ...deleteAtTheEnd(at, asked),
    ],
  };
}

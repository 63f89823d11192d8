// The rollback after a lost runner; it acts on what the servers say.
import type { Runbook } from '../../../runbook/runbook.ts';
import { thaw } from '../../freeze-source/plan.ts';
import { listWritten } from '../../list-written/plan.ts';
import { rollBack } from '../../switch-mount/plan.ts';
import type { Job } from '../../../plan/operation.ts';

const NOT_DONE = 'the cutover was begun and has not succeeded';

/** The job `list-written`, after every rollback: the application runs on at the source meanwhile. */
export const listing = (runbook: Runbook): Job => ({
  job: 'list-written',
  environment: 'back',
  only: NOT_DONE,
  operations: listWritten({ runbook, job: 'list-written', step: 'list' }, 'back', NOT_DONE),
});

/** The job `rollback`; it waits for no reviewer. */
export const rollback = (runbook: Runbook): Job => ({
  job: 'rollback',
  environment: 'back',
  only: NOT_DONE,
  operations: [
    ...rollBack({ runbook, job: 'rollback', step: 'go-back' }, NOT_DONE),
    ...thaw({ runbook, job: 'rollback', step: 'thaw' }, NOT_DONE),
  ],
});

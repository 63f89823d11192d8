// The way back for a lost runner, on what the servers say.
import { DEADLINES_MS } from '../../polls.ts';
import type { Runbook } from '../../runbook.ts';
import { thaw } from '../actions/freeze-source.ts';
import { goBack } from '../actions/switch-mount.ts';
import type { Job } from '../operation.ts';

const NOT_DONE = 'the cutover was begun and has not succeeded';

/** The job `rollback`; no reviewer holds it up. */
export const rollback = (runbook: Runbook): Job => ({
  job: 'rollback',
  environment: 'back',
  only: NOT_DONE,
  operations: [
    ...goBack({ runbook, job: 'rollback', step: 'go-back' }, NOT_DONE, DEADLINES_MS.uploads),
    ...thaw({ runbook, job: 'rollback', step: 'thaw' }, NOT_DONE),
  ],
});

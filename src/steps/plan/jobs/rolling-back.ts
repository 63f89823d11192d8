// The jobs of rollback.yml, which a person starts: a look with the weaker role, and behind a gate the rollback or its settling.
import type { Job } from '../../../plan/operation.ts';
import { ROLLBACK_ENVIRONMENT } from '../../../runbook/quorum.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { askAct } from '../../ask-approval/plan.ts';
import { carryBack, lookAtCarrying } from '../../carry-back/plan.ts';
import { giveBack } from '../../claim-migration/plan.ts';
import { thaw } from '../../freeze-source/plan.ts';
import { listWritten } from '../../list-written/plan.ts';
import { lookAhead, settleWritten } from '../../settle-written/plan.ts';
import { rollBack } from '../../switch-mount/plan.ts';
import { verifyAct } from '../../verify-approval/plan.ts';
import { gate } from './sign-off.ts';

const UNDO = 'the run says undo-confirmed';
const CARRY = 'the run says carry-back';
const SETTLE = 'the run says settle';
const ASKS = 'the run says carry-back or settle';
const READY = 'and the look has found something to do';

/** The jobs `look`, `rollback`, `carry-back` or `settle`, and `report`. */
export function rollingBack(runbook: Runbook): Job[] {
  const look = { runbook, job: 'look' };
  const back = { runbook, job: 'rollback' };
  return [
    {
      job: 'look',
      environment: 'prepare',
      operations: [
        ...lookAhead({ ...look, step: 'undo' }, UNDO),
        ...lookAtCarrying({ ...look, step: 'carry' }, CARRY),
        ...lookAhead({ ...look, step: 'settle' }, SETTLE),
        ...askAct({ ...look, step: 'ask' }, ROLLBACK_ENVIRONMENT, ASKS),
      ],
    },
    {
      job: 'rollback',
      environment: ROLLBACK_ENVIRONMENT,
      only: `${UNDO}, ${READY}`,
      operations: [
        gate('rollback', ROLLBACK_ENVIRONMENT),
        ...rollBack({ ...back, step: 'go-back' }, UNDO),
        ...thaw({ ...back, step: 'thaw' }, UNDO),
        ...listWritten({ ...back, step: 'list' }, 'rollback', UNDO),
      ],
    },
    carrying(runbook),
    settling(runbook),
    {
      job: 'report',
      environment: 'prepare',
      operations: giveBack({ runbook, job: 'report', step: 'release' }),
    },
  ];
}

const carrying = (runbook: Runbook): Job => ({
  job: 'carry-back',
  environment: ROLLBACK_ENVIRONMENT,
  only: `${CARRY}, ${READY}`,
  operations: [
    gate('carry-back', ROLLBACK_ENVIRONMENT),
    ...verifyAct({ runbook, job: 'carry-back', step: 'approval' }, ROLLBACK_ENVIRONMENT),
    ...carryBack({ runbook, job: 'carry-back', step: 'carry' }),
  ],
});

const settling = (runbook: Runbook): Job => ({
  job: 'settle',
  environment: ROLLBACK_ENVIRONMENT,
  only: `${SETTLE}, ${READY}`,
  operations: [
    gate('settle', ROLLBACK_ENVIRONMENT),
    ...verifyAct({ runbook, job: 'settle', step: 'approval' }, ROLLBACK_ENVIRONMENT),
    ...settleWritten({ runbook, job: 'settle', step: 'settle' }),
  ],
});

// What ask-approval does: it only reads.
import { describeTaskExecution, listTaskExecutions } from '../../core/requests/datasync.ts';
import { getReviewsForRun } from '../../core/requests/github.ts';
import { getObject, listObjects } from '../../core/requests/s3.ts';
import { runsPrefix } from '../../evidence/kept-records.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readConfiguration, readGate } from '../approval/plan.ts';
import { lookAtRole } from '../plan/own-role.ts';
import { repositoryOf } from '../preflight/settings-plan.ts';
import { readCalendar } from '../approval/calendar-plan.ts';

/** The settings that an approval signs, and what was decided before. */
export const askApproval = (at: Place): Operation[] => [
  ...readCalendar(at, { what: 'read whether the change calendar is open' }),
  callOf(at, describeTaskExecution(placeholder('execution-arn')), {
    what: 'read how long the delta of this run took',
    only: 'this run has run the task',
  }),
  callOf(at, listTaskExecutions(at.runbook.datasync.task, placeholder('next-token?')), {
    what: 'read which executions of the task the forecast can stand on',
    repeats: 'page by page',
  }),
  callOf(at, describeTaskExecution(placeholder('any-execution-arn')), {
    what: 'read how long the nearest of them took',
    only: 'DataSync still lists others that succeeded',
    repeats: 'execution by execution',
  }),
  ...readNights(at),
  readDecisions(at),
  ...readConfiguration(at),
];

/** What earlier nights took, for the forecast. */
function readNights(at: Place): Operation[] {
  const { account: owner, evidence, name } = at.runbook;
  const of = { bucket: evidence.bucket, owner };
  const prefix = runsPrefix(name, 'gate');
  const key = `${prefix}${placeholder('earlier-run')}/${placeholder('record-name')}`;
  return [
    callOf(at, listObjects(of, prefix, { token: placeholder('next-token?') }), {
      what: 'list the records of earlier nights of this runbook',
      repeats: 'page by page',
    }),
    callOf(at, getObject(of, key), {
      what: 'read how long each step of the newest of them took',
      only: 'there is an earlier night',
      repeats: 'record by record',
    }),
  ];
}

/** The same for the gate of another workflow. */
export const askAct = (at: Place, environment: string, only?: string): Operation[] => [
  lookAtRole(at, only),
  readDecisions(at, only),
  ...readGate(at, environment, only),
];

const readDecisions = (at: Place, only?: string): Operation =>
  callOf(at, getReviewsForRun(repositoryOf(), placeholder('run')), {
    what: 'read what was decided at the gates before',
    ...(only !== undefined && { only }),
    sideBySide: 'side by side, in any order',
  });

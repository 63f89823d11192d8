// What run-datasync does: one execution of the task, this run's own.

import * as request from '../../core/requests/datasync.ts';
import { minutesInWords } from '../../core/values/duration.ts';
import { executionTags, FENCE_TAG } from './execution-tags.ts';
import { DELAYS, LAUNCHING_TOO_LONG_MS, SETTINGS_MS } from '../../plan/poll-intervals.ts';
import { overridesOf } from '../../runbook/task-overrides.ts';
import { taskReportOf } from './task-report-place.ts';
import { apiCall, callOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation, Request } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { assertSource } from '../create-test-file/plan.ts';
import { readJournal, renewClaim, writeJournal } from '../migration/plan.ts';
import { freshSource } from '../manifest/manifest-runs.ts';
import { listTree } from '../manifest/plan.ts';
import { readTaskReportFiles } from './read-task-report-plan.ts';

const BUSY = 'another execution of the task runs';
const FOUND = "until this run's own execution is found, or none is left and the task is free";
const UNAVAILABLE = `the task is UNAVAILABLE, or LAUNCHING for ${minutesInWords(LAUNCHING_TOO_LONG_MS)}`;

export interface Transfer {
  readonly delta: string;
  readonly purpose: string;
  /** The source is frozen. */
  readonly frozen: boolean;
}

/** Finds this run's execution by its tags or starts it, and waits for its end; `delta` names it within the run. */
export function transfer(at: Place, wanted: Transfer): Operation[] {
  const begin = [...findOwn(at), ...whenBusy(at)];
  const first = [...readJournal(at), assertSource(at), ...renewClaim(at)];
  const { switchOff, open, close, seeNoOther } = fence(at);
  const [start, ...wait] = startAndWait(at, wanted);
  const started = [...begin, ...open, ...(start === undefined ? [] : [start])];
  if (!wanted.frozen) return [...first, ...started, ...wait];
  return [
    ...[...first, ...switchOff, ...started, ...close, ...wait, ...seeNoOther],
    writeJournal(at, { what: 'write that the last transfer is done' }),
  ];
}

const ON = 'it starts by a schedule';
const TAGGED = 'an earlier attempt has left the tag';
const UNTAGGED = 'this run has not tagged it yet';
const DONE = 'it ends in SUCCESS';

/** What keeps everybody from starting the task behind the last transfer. */
function fence(at: Place) {
  const { task } = at.runbook.datasync;
  return { switchOff: switchOff(at, task), ...tag(at, task), seeNoOther: seeNoOther(at, task) };
}

const settled = (at: Place, asked: Request, until: string, only: string): Operation =>
  waitOf(
    at,
    {
      polled: apiCall(at.runbook, asked),
      until,
      intervalMs: DELAYS.task,
      deadlineMs: SETTINGS_MS,
    },
    { what: 'read that it is so', only },
  );

function switchOff(at: Place, task: string): Operation[] {
  const schedule = { expression: placeholder('schedule'), status: 'DISABLED' } as const;
  return [
    callOf(at, request.describeTask(task), { what: 'read whether the task has a schedule' }),
    callOf(at, request.updateSchedule(task, schedule), {
      what: 'switch its schedule off',
      only: ON,
      changes: 'the task starts by itself no more; the record keeps its schedule',
    }),
    settled(at, request.describeTask(task), 'no schedule that runs', ON),
  ];
}

function tag(at: Place, task: string) {
  const tags = request.listTagsForResource(task);
  return {
    open: takeTagOff(at, 'this run starts it'),
    close: [
      callOf(at, tags, { what: 'read whether the task is closed' }),
      callOf(at, request.tagResource(task, FENCE_TAG, placeholder('run')), {
        what: 'close the task behind this start',
        only: UNTAGGED,
        changes: 'no role of infra/cutover.yml may start the task any more',
      }),
      settled(at, tags, 'the tag with the id of this run', UNTAGGED),
    ],
  };
}

/** The tag taken off, where the task has it; `only` is the condition of the look. */
function takeTagOff(at: Place, only?: string): Operation[] {
  const { task } = at.runbook.datasync;
  const tags = request.listTagsForResource(task);
  return [
    callOf(at, tags, {
      what: 'read whether the task is closed',
      ...(only !== undefined && { only }),
    }),
    callOf(at, request.untagResource(task, FENCE_TAG), {
      what: 'take the tag off',
      only: TAGGED,
      changes: 'roles may start the task again',
    }),
    settled(at, tags, 'no such tag', TAGGED),
  ];
}

const HAD = 'it started by a schedule before the freeze, and does so no more';

/** The task as it was before the freeze: no tag, and its schedule. */
export function restoreTask(at: Place): Operation[] {
  const { task } = at.runbook.datasync;
  const schedule = { expression: placeholder('schedule'), status: 'ENABLED' } as const;
  return [
    ...takeTagOff(at),
    callOf(at, request.describeTask(task), {
      what: 'read whether its schedule is as it was',
      only: 'it started by a schedule before the freeze',
    }),
    callOf(at, request.updateSchedule(task, schedule), {
      what: 'switch its schedule on',
      only: HAD,
      changes: 'the task starts by itself again',
    }),
    settled(at, request.describeTask(task), 'the schedule of before', HAD),
  ];
}

/** That nobody has started the task behind the last transfer: its own end, and the precondition of the switch. */
export const seeNoOther = (at: Place, task: string, only = DONE): Operation[] => [
  callOf(at, request.listTaskExecutions(task, placeholder('next-token?')), {
    what: 'see that no other execution is under way',
    only,
    repeats: 'page by page',
  }),
  callOf(at, request.describeTask(task), {
    what: 'read that this execution is the latest one',
    only,
  }),
];

function findOwn(at: Place): Operation[] {
  const { task } = at.runbook.datasync;
  return [
    callOf(at, request.describeTask(task), {
      what: 'read that the task can run',
      loop: FOUND,
    }),
    callOf(at, request.listTagsForResource(placeholder('any-execution-arn')), {
      what: "see whether an execution is this run's own",
      only: 'the task has run in the last 30 days',
      repeats: 'the newest execution first',
      loop: FOUND,
    }),
    callOf(at, request.listTaskExecutions(task, placeholder('next-token?')), {
      what: 'list the executions of the last 30 days',
      only: "the newest one is not this run's own",
      repeats: 'page by page',
      loop: FOUND,
    }),
  ];
}

function whenBusy(at: Place): Operation[] {
  const { datasync } = at.runbook;
  const { task, timeoutMs } = datasync;
  return [
    callOf(at, request.describeLocation('Nfs', placeholder('location-arn')), {
      what: "find the task's agents",
      only: UNAVAILABLE,
      loop: FOUND,
    }),
    callOf(at, request.describeAgent(placeholder('agent-arn')), {
      what: 'see which of them is offline',
      only: UNAVAILABLE,
      loop: FOUND,
      repeats: 'agent by agent',
    }),
    waitOf(
      at,
      {
        polled: apiCall(at.runbook, request.describeTask(task)),
        until: 'the status AVAILABLE',
        intervalMs: DELAYS.task,
        deadlineMs: timeoutMs,
      },
      { what: 'wait for the end of that execution', only: BUSY, loop: FOUND },
    ),
  ];
}

function startAndWait(at: Place, { delta, purpose, frozen }: Transfer): Operation[] {
  const { bucket, datasync, evidence, verify } = at.runbook;
  const { task, timeoutMs } = datasync;
  const options = overridesOf(datasync, frozen);
  const report = taskReportOf(at.runbook, placeholder('run'), frozen);
  const tags = executionTags(placeholder('run'), delta, placeholder('attempt'));
  const own = placeholder('execution-arn');
  return [
    callOf(at, request.startTaskExecution(task, tags, options, report), {
      what: `start the task, unless this run has done so: ${purpose}`,
      changes: `new and changed files arrive in s3://${bucket.name}/${bucket.prefix}${report ? `, a task report in s3://${evidence.bucket}/${report.Destination.S3.Subdirectory}` : ''}`,
    }),
    waitOf(
      at,
      {
        polled: apiCall(at.runbook, request.describeTaskExecution(own)),
        until: `SUCCESS or ERROR, then once more for the final counters${report ? ', then until its task report is written' : ''}`,
        intervalMs: DELAYS.execution,
        deadlineMs: timeoutMs,
      },
      { what: 'wait for the end of the execution' },
    ),
    ...(report === undefined || verify.stayBehind.length > 0 ? findNamesWithoutKeys(at) : []),
    ...(frozen
      ? readTaskReportFiles(at, { why: 'read which files have failed', only: 'it ends in ERROR' })
      : []),
    callOf(at, request.cancelTaskExecution(own), {
      what: 'cancel the execution',
      only: 'the job is stopped meanwhile',
      changes: 'what it has copied stays',
    }),
  ];
}

/** The names of the source that S3 cannot hold, which DataSync counts and does not name. */
function findNamesWithoutKeys(at: Place): Operation[] {
  const only = 'it ends in ERROR after all of its phases';
  const names = callOf(at, request.describeTask(at.runbook.datasync.task), {
    what: 'read what its filters leave out',
  });
  return [names, ...listTree(at, freshSource(at.runbook))].map((one) => ({ ...one, only }));
}

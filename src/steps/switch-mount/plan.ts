// What switch-mount does: the gateway serves the path; and the rollback.

import {
  markConfirmedRun,
  restoreRun,
  startServicesRun,
  stopServicesRun,
  switchRun,
} from '../servers/mount-runs.ts';
import { DEADLINES_MS } from '../../plan/poll-intervals.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { watchedSource } from '../manifest/manifest-runs.ts';
import { listTree } from '../manifest/plan.ts';
import type { Look } from '../manifest/manifest-runs.ts';
import { describeTask } from '../../core/requests/datasync.ts';
import { readCalendar } from '../approval/calendar-plan.ts';
import { copyFile, testFileOf, readMounts } from '../create-test-file/plan.ts';
import { readJournal, turnBack, writeJournal } from '../migration/plan.ts';
import { seeNoOther } from '../run-datasync/plan.ts';
import { proveObject } from '../verify-s3/plan.ts';

/** The switch, confirmed by a write that reaches the bucket; after any failure the step rolls back by itself. */
export function switchToGateway(at: Place): Operation[] {
  const { runbook } = at;
  const { gateway, source } = runbook;
  const run = placeholder('run');
  return [
    ...readJournal(at),
    readMounts(at, { what: `read what serves ${source.mount} on every server` }),
    ...seeNoOther(
      at,
      runbook.datasync.task,
      'five minutes after the task was closed: by then nobody can have started it',
    ),
    ...watch(at, 'before'),
    readMounts(at, {
      what: 'ask every server once more, so that the next command cannot come late',
      only: 'its last answer is older than a minute',
    }),
    ...readCalendar(at, {
      what: 'read that the change calendar is still open',
      only: 'the switch was not begun before',
    }),
    writeJournal(at, { what: 'write that the switch begins' }),
    documentOf(at, switchRun(runbook, run), {
      what: `unmount ${source.export} and serve ${source.mount} from ${gateway.export} on every server`,
      changes: `${source.mount} comes from the gateway; /etc/fstab says so, with a backup beside it`,
    }),
    readMounts(at, { what: `read that ${gateway.export} serves ${source.mount} on every server` }),
    writeJournal(at, { what: 'write that the gateway serves' }),
    copyFile(at, 'confirmation'),
    ...proveObject(at, testFileOf(at, 'confirmation'), {
      until: "an object of the same size with the file's metadata",
      deadlineMs: DEADLINES_MS.confirmation,
    }),
    ...watch(at, 'after'),
    ...startServices(at),
    readMounts(at, {
      what: 'ask every server once more, so that the next command cannot come late',
      only: 'its last answer is older than a minute',
    }),
    documentOf(at, markConfirmedRun(runbook, run), {
      what: 'note on every server that the switch is confirmed',
      changes: 'nothing rolls back by itself any more',
    }),
    writeJournal(at, { what: 'write that the cutover is confirmed' }),
    ...rollBack(at, 'the switch or its confirmation fails'),
  ];
}

/** The source listed once more: nobody may have changed it since the proof after the freeze. */
const watch = (at: Place, look: Look): Operation[] => [
  ...(look === 'before'
    ? [callOf(at, describeTask(at.runbook.datasync.task), { what: LEFT_OUT })]
    : []),
  ...listTree(at, watchedSource(at.runbook, look, placeholder('newer-than'))),
];

const LEFT_OUT = 'read which paths the task leaves out: what clients change there is only shown';

/** The services on the gateway, and the look whether they are healthy; nothing where the runbook names none. */
function startServices(at: Place): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  return [
    readMounts(at, {
      what: 'ask every server, so that the command that starts the services cannot come late',
      only: 'its last answer is older than a minute',
    }),
    documentOf(at, startServicesRun(runbook, placeholder('run'), 'forward'), {
      what: `start ${services.join(', ')} on every server, and prove that they are healthy`,
      changes: 'the application runs again, on the gateway',
    }),
  ];
}

function stopServicesBack(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { servers, services } = runbook.application;
  if (services.length === 0) return [];
  return [
    documentOf(at, stopServicesRun(runbook, placeholder('run'), 'back', servers), {
      what: `stop ${services.join(', ')}, which may write through the gateway`,
      changes: 'the application stops until the source is served and thawed',
      only,
    }),
  ];
}

/** The source at its path again, on every server that this migration has switched; `only` is the condition. */
export function rollBack(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { mount, export: from } = runbook.source;
  const run = placeholder('run');
  const loop = 'on those servers at once';
  const switched = `${only}, and a server was switched, or its switch was begun`;
  return [
    ...turnBack(at, only),
    readMounts(at, {
      what: `read what serves ${mount}`,
      only: `${only}, and something of this run may be left to undo`,
    }),
    ...stopServicesBack(at, switched),
    documentOf(at, restoreRun(runbook, run, runbook.application.servers), {
      what: `serve ${mount} from ${from} again`,
      changes: `${mount} comes from the source again, and so does /etc/fstab`,
      only: switched,
      loop,
    }),
    readMounts(at, { what: `read that ${from} serves ${mount}`, only: switched, loop }),
  ];
}

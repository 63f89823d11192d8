// What freeze-source does: it makes the source read-only, and with thaw writable again.
import {
  freezeRun,
  keepRestoreRun,
  probeShareRun,
  startServicesRun,
  stopServicesRun,
  thawRun,
} from '../servers/mount-runs.ts';
import { statePath } from '../../plan/document-run.ts';
import { documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readCalendar } from '../approval/calendar-plan.ts';
import { assertSource, readMounts } from '../create-test-file/plan.ts';
import { closeShare, readJournal, turnBack, writeJournal } from '../migration/plan.ts';

/** The services stopped on every server; nothing where the runbook names none. */
function stopServices(at: Place): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  return [
    documentOf(at, stopServicesRun(runbook, placeholder('run'), 'forward'), {
      what: `stop ${services.join(', ')} on every server, and prove it by a start that has no effect`,
      changes: 'the application stops until the switch is done or undone',
    }),
    readMounts(at, {
      what: 'ask every server once more, so that the next command cannot come late',
      only: 'its last answer is older than a minute',
    }),
  ];
}

function startServicesBack(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  return [
    documentOf(at, startServicesRun(runbook, placeholder('run'), 'back'), {
      what: `start ${services.join(', ')} again as this run has found them`,
      changes: 'the application runs again, on the source',
      only,
    }),
  ];
}

/** The source made read-only on every server. */
export function freeze(at: Place): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  return [
    ...readCalendar(at, { what: 'read that the change calendar is still open for long enough' }),
    ...readJournal(at),
    assertSource(at),
    documentOf(at, keepRestoreRun(runbook, placeholder('run')), {
      what: 'keep the script that leads back by hand on every server',
      changes: `${statePath(runbook)}/restore on every server, until nothing is left to lead back from`,
    }),
    ...stopServices(at),
    documentOf(at, freezeRun(runbook, placeholder('run')), {
      what: `remount ${mount} read-only on every server, and prove it by a write that must fail`,
      changes: `no server of the runbook can write to ${mount}; the old server stays open to other clients, and is watched`,
    }),
    writeJournal(at, { what: 'write that the source is frozen' }),
  ];
}

/** That a silent server cannot write through the gateway; without that proof nothing is thawed. */
function seeSilent(at: Place, begun: string): Operation[] {
  const { runbook } = at;
  const only = `${begun}, and a server does not answer`;
  return [
    ...closeShare(
      at,
      `${begun}, and a server does not answer, or left a mount of the gateway lazily`,
    ),
    documentOf(at, probeShareRun(runbook, placeholder('run'), runbook.application.servers), {
      what: `try to write through ${runbook.gateway.mount} on every server that answers`,
      changes: 'nothing, or a probe that is removed at once',
      only,
    }),
    writeJournal(at, { what: 'write which servers are silent', only }),
  ];
}

/** Makes the source writable again, as soon as every server serves it; `only` is the condition. */
export function thaw(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  const undone = `${only}, and something of this run may be left to undo`;
  return [
    ...turnBack(at, only),
    readMounts(at, { what: 'read that every server serves the source again', only: undone }),
    ...seeSilent(at, `${only}, the switch was begun`),
    documentOf(at, thawRun(runbook, placeholder('run'), runbook.application.servers), {
      what: `make ${mount} writable again, and prove it by a write`,
      changes: `${mount} can be written to again`,
      only: `${only}, and some server is frozen`,
    }),
    ...startServicesBack(at, undone),
    writeJournal(at, { what: 'write that the way back has reached its end', only: undone }),
  ];
}

// What freeze-source does: it makes the source read-only, and with thaw writable again.
import {
  freezeRun,
  readMountsRun,
  startServicesRun,
  stopServicesRun,
  thawRun,
} from '../servers/mount-runs.ts';
import { documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { assertSource } from '../create-test-file/plan.ts';

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
  ];
}

function startServicesBack(at: Place, only: string, loop: string): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  return [
    documentOf(
      at,
      startServicesRun(runbook, placeholder('run'), 'back', [placeholder('server')]),
      {
        what: `start ${services.join(', ')} again as this run has found them`,
        changes: 'the application runs again, on the source',
        only: `${only}, and the switch was not confirmed there`,
        loop,
      },
    ),
  ];
}

/** The source made read-only on every server. */
export function freeze(at: Place): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  return [
    assertSource(at),
    ...stopServices(at),
    documentOf(at, freezeRun(runbook, placeholder('run')), {
      what: `remount ${mount} read-only on every server, and prove it by a write that must fail`,
      changes: `nobody can write to ${mount} from here on`,
    }),
  ];
}

/** Makes the source writable again on each server on which this run has frozen it; `only` is the condition. */
export function thaw(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  const run = placeholder('run');
  const server = placeholder('server');
  const loop = 'server by server';
  return [
    documentOf(at, readMountsRun(runbook, run, [server]), {
      what: `read whether this run has frozen ${mount}`,
      only,
      loop,
    }),
    documentOf(at, thawRun(runbook, run, server), {
      what: `make ${mount} writable again, and prove it by a write`,
      changes: `${mount} can be written to again`,
      only: `${only}, and this run has frozen it there`,
      loop,
    }),
    ...startServicesBack(at, only, loop),
  ];
}

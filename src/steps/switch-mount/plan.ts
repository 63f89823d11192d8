// What switch-mount does: the gateway serves the path; and the rollback.

import { listObjects } from '../../core/requests/s3.ts';
import { minutesInWords } from '../../core/values/duration.ts';
import { describeCache } from '../../core/requests/storage-gateway.ts';
import {
  markConfirmedRun,
  readMountsRun,
  restoreRun,
  startServicesRun,
  stopServicesRun,
  switchRun,
} from '../servers/mount-runs.ts';
import { DEADLINES_MS, DELAYS, NAMING_MS } from '../../plan/poll-intervals.ts';
import { apiCall, callOf, documentOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { copyFile, testFileOf, readMounts } from '../create-test-file/plan.ts';
import { bucketOf, proveObject } from '../verify-s3/plan.ts';

/** The switch, confirmed by a write that reaches the bucket; after any failure the step rolls back by itself. */
export function switchToGateway(at: Place): Operation[] {
  const { runbook } = at;
  const { gateway, source } = runbook;
  const run = placeholder('run');
  return [
    documentOf(at, switchRun(runbook, run), {
      what: `unmount ${source.export} and serve ${source.mount} from ${gateway.export} on every server`,
      changes: `${source.mount} comes from the gateway; /etc/fstab says so, with a backup beside it`,
    }),
    readMounts(at, { what: `read that ${gateway.export} serves ${source.mount} on every server` }),
    copyFile(at, 'confirmation'),
    ...proveObject(at, testFileOf(at, 'confirmation'), {
      until: "an object of the same size with the file's metadata",
      deadlineMs: DEADLINES_MS.confirmation,
    }),
    ...startServices(at),
    documentOf(at, markConfirmedRun(runbook, run), {
      what: 'note on every server that the switch is confirmed',
      changes: 'nothing rolls back by itself any more',
    }),
    ...rollBack(at, 'the switch or its confirmation fails', DEADLINES_MS.uploads),
  ];
}

/** The services on the gateway, and the look whether they are healthy; nothing where the runbook names none. */
function startServices(at: Place): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  return [
    documentOf(at, startServicesRun(runbook, placeholder('run'), 'forward'), {
      what: `start ${services.join(', ')} on every server, and prove that they are healthy`,
      changes: 'the application runs again, on the gateway',
    }),
  ];
}

function stopServicesBack(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { services } = runbook.application;
  if (services.length === 0) return [];
  const stop = stopServicesRun(runbook, placeholder('run'), 'back', [placeholder('server')]);
  return [
    documentOf(at, stop, {
      what: `stop ${services.join(', ')}, which may write through the gateway`,
      changes: 'the application stops until the source is served and thawed',
      only,
      repeats: 'server by server',
    }),
  ];
}

/** The source at its path again, on every server that this run has switched; `only` is the condition. */
export function rollBack(at: Place, only: string, uploadsMs: number): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  const run = placeholder('run');
  const server = placeholder('server');
  const switched = `${only}, and this run has switched a server`;
  const changed = `${only}, and this run has changed or begun to change it there`;
  return [
    documentOf(at, readMountsRun(runbook, run, [server]), {
      what: `read what serves ${mount}`,
      only,
      repeats: 'server by server',
    }),
    ...stopServicesBack(at, changed),
    waitForUploads(at, switched, uploadsMs),
    ...restore(at, changed),
    callOf(
      at,
      listObjects(bucketOf(runbook), runbook.bucket.prefix, { token: placeholder('next-token?') }),
      {
        what: 'name what was written through the gateway since the switch',
        only: switched,
        repeats: `page by page, for ${minutesInWords(NAMING_MS)} at most`,
      },
    ),
  ];
}

const waitForUploads = (at: Place, only: string, deadlineMs: number): Operation =>
  waitOf(
    at,
    {
      polled: apiCall(at.runbook, describeCache(at.runbook.gateway.arn)),
      until: 'everything uploaded; after the deadline it rolls back all the same',
      intervalMs: DELAYS.uploads,
      deadlineMs,
    },
    { what: "wait for the gateway's uploads", only },
  );

function restore(at: Place, only: string): Operation[] {
  const { runbook } = at;
  const { source } = runbook;
  const run = placeholder('run');
  const server = placeholder('server');
  const loop = 'server by server';
  return [
    documentOf(at, restoreRun(runbook, run, server), {
      what: `serve ${source.mount} from ${source.export} again`,
      changes: `${source.mount} comes from the source again, and so does /etc/fstab`,
      only,
      loop,
    }),
    documentOf(at, readMountsRun(runbook, run, [server]), {
      what: `read that ${source.export} serves ${source.mount}`,
      only,
      loop,
    }),
  ];
}

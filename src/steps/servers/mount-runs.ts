// The documents that read and change mounts, with their parameters.
import { DOCUMENT_TIMEOUT_SECONDS } from '../../core/document-limits.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import {
  asApplication,
  FSTAB,
  LOCK,
  notes,
  probeFolder,
  PROC,
  statePath,
} from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';

/** What to do about refusals that a freeze and a switch share. */
export const SOURCE_CURES: Readonly<Record<string, string>> = {
  'shared-mount':
    'other mounts of the same NFS file system would become read-only too: unmount them, or freeze all of them in one runbook',
  'on-demand':
    'take the source out of the maps of autofs, or x-systemd.automount out of its line in /etc/fstab; mount it by that line alone',
  'mount-unit':
    'disable and remove that unit, run "systemctl daemon-reload", and mount the source by its line in /etc/fstab',
  locked: 'another change of mounts is under way on the server: re-run this job when it has ended',
};

/** The units of systemd that a boot forgets. */
const UNITS = '/run/systemd/system';

/** read-mounts: what serves the source's path; by default on all servers. */
export const readMountsRun = (
  runbook: Runbook,
  run: string,
  servers = runbook.application.servers,
): DocumentRun => ({
  document: 'read-mounts',
  kind: 'read',
  servers,
  parameters: {
    ...notes(runbook, run),
    ProcPath: PROC,
    SourceMountPath: runbook.source.mount,
    GatewayMountPath: runbook.gateway.mount,
    FstabPath: FSTAB,
    LockPath: LOCK,
  },
});

/**
 * raise-epoch on all servers: what was sent before it does nothing there any more. With `forget` the script that leads back
 * by hand goes, too.
 */
export const raiseRun = (runbook: Runbook, forget?: 'forget'): DocumentRun => ({
  document: 'raise-epoch',
  kind: 'change',
  fence: 'back',
  servers: runbook.application.servers,
  seconds: DOCUMENT_TIMEOUT_SECONDS['raise-epoch'],
  parameters: {
    ...{ StatePath: statePath(runbook), ProcPath: PROC },
    ...(forget !== undefined && { Forget: 'yes' }),
  },
});

/** probe-share on some servers: whether a write through the gateway's own mount fails. */
export const probeShareRun = (
  runbook: Runbook,
  run: string,
  servers: readonly string[],
): DocumentRun => ({
  document: 'probe-share',
  kind: 'change',
  fence: 'back',
  servers,
  seconds: DOCUMENT_TIMEOUT_SECONDS['probe-share'],
  parameters: {
    ...notes(runbook, run),
    ...asApplication(runbook),
    ProcPath: PROC,
    MountPath: runbook.gateway.mount,
    Folder: probeFolder(runbook),
  },
});

/** freeze-source on all servers. */
export const freezeRun = (runbook: Runbook, run: string): DocumentRun => ({
  document: 'freeze-source',
  kind: 'change',
  fence: 'forward',
  servers: runbook.application.servers,
  parameters: probed(runbook, run),
});

/** thaw-source on some servers. */
export const thawRun = (
  runbook: Runbook,
  run: string,
  servers: readonly string[],
): DocumentRun => ({
  document: 'thaw-source',
  kind: 'change',
  fence: 'back',
  servers,
  parameters: probed(runbook, run),
});

const probed = (runbook: Runbook, run: string) => ({
  ...notes(runbook, run),
  ProcPath: PROC,
  ...asApplication(runbook),
  MountPath: runbook.source.mount,
  FstabPath: FSTAB,
  LockPath: LOCK,
  Folder: probeFolder(runbook),
});

/** switch-mount on all servers. */
export const switchRun = (runbook: Runbook, run: string): DocumentRun => ({
  document: 'switch-mount',
  kind: 'change',
  fence: 'forward',
  servers: runbook.application.servers,
  parameters: change(runbook, run, runbook.gateway.options),
});

/** restore-mount on some servers. */
export const restoreRun = (
  runbook: Runbook,
  run: string,
  servers: readonly string[],
): DocumentRun => ({
  document: 'restore-mount',
  kind: 'change',
  fence: 'back',
  servers,
  parameters: change(runbook, run, runbook.source.options),
});

/** restore-mount on all servers, which then keep it for use by hand, and change nothing. */
export const keepRestoreRun = (runbook: Runbook, run: string): DocumentRun => ({
  ...restoreRun(runbook, run, runbook.application.servers),
  fence: 'forward',
  parameters: {
    ...change(runbook, run, runbook.source.options),
    ...{ Keep: 'yes', UnitsPath: UNITS },
    ...asApplication(runbook),
    Folder: probeFolder(runbook),
  },
});

// The parameters of both directions of a change of mounts; `options` are those of the layer that shall serve.
const change = (runbook: Runbook, run: string, options: string) => ({
  ...notes(runbook, run),
  ProcPath: PROC,
  MountPath: runbook.source.mount,
  FstabPath: FSTAB,
  LockPath: LOCK,
  SourceExport: runbook.source.export,
  GatewayExport: runbook.gateway.export,
  Options: options,
});

/** mark-confirmed on all servers. */
export const markConfirmedRun = (runbook: Runbook, run: string): DocumentRun => ({
  document: 'mark-confirmed',
  kind: 'change',
  fence: 'forward',
  servers: runbook.application.servers,
  parameters: { ...notes(runbook, run), ProcPath: PROC, LockPath: LOCK },
});

/** Where a step goes with a server: on the way back, a document does what it can. */
type Way = NonNullable<DocumentRun['fence']>;

/** As long as systemd gives a unit to stop by default, and a little more; on the way back a job may have five minutes left. */
const STOP_SECONDS: Readonly<Record<Way, number>> = { forward: 120, back: 60 };

/** stop-services on all servers, or on those given. */
export const stopServicesRun = (
  runbook: Runbook,
  run: string,
  way: Way,
  servers = runbook.application.servers,
): DocumentRun => ({
  document: 'stop-services',
  kind: 'change',
  fence: way,
  servers,
  parameters: {
    ...units(runbook, run, way),
    Units: runbook.application.services.join(' '),
    Seconds: String(STOP_SECONDS[way]),
    MountPath: runbook.source.mount,
  },
});

/** start-services on all servers, or on those given. */
export const startServicesRun = (
  runbook: Runbook,
  run: string,
  way: Way,
  servers = runbook.application.servers,
): DocumentRun => {
  const { unit, url = '', port = '', timeoutMs } = runbook.application.health;
  return {
    document: 'start-services',
    kind: 'change',
    fence: way,
    servers,
    parameters: {
      ...units(runbook, run, way),
      Seconds: String(Math.ceil(timeoutMs / 1000)),
      HealthUnits: unit.join(' '),
      HealthUrl: url,
      HealthPort: String(port),
    },
  };
};

const units = (runbook: Runbook, run: string, way: Way) => ({
  ...notes(runbook, run),
  ProcPath: PROC,
  LockPath: LOCK,
  UnitsPath: UNITS,
  Way: way,
});

/** The warning where the folder below a mount, closed by the freeze, could not be opened again. */
export const coveredClosed = (server: string, values: ReadonlyMap<string, string>): string[] => {
  const why = values.get('covered-closed') ?? '';
  return why === ''
    ? []
    : [
        `${server}: the folder below the mount still takes no files (${visible(why)}): open it as docs/operations.md says`,
      ];
};

/** The warning where a document has changed fstab and systemd goes on with the units of the lines that it knows. */
export const unitsNotRead = (server: string, why: string): string =>
  `${server}: systemd has not read the new /etc/fstab (${why}): run "systemctl daemon-reload" there before anything is mounted by it`;

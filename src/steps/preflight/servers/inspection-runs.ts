// The documents with which the preflight inspects a server, with their parameters.
import { DOCUMENT_TIMEOUT_SECONDS } from '../../../core/document-limits.ts';
import type { Runbook, Speed } from '../../../runbook/runbook.ts';
import {
  asApplication,
  asApplicationOnFirst,
  folderOf,
  FSTAB,
  PROC,
  probeFolder,
} from '../../../plan/document-run.ts';
import type { DocumentRun } from '../../../plan/document-run.ts';

/** The master map of autofs. */
const AUTO_MASTER = '/etc/auto.master';
/** Units of systemd and scripts of the boot are below it. */
const ROOT = '/';

/** inspect-server: what is mounted, what would mount the old server again, what does not survive, whether test files can be made; by default on all servers. */
export const inspectServerRun = (
  runbook: Runbook,
  servers = runbook.application.servers,
): DocumentRun => ({
  document: 'inspect-server',
  kind: 'read',
  servers,
  seconds: DOCUMENT_TIMEOUT_SECONDS['inspect-server'],
  parameters: {
    SourceMountPath: runbook.source.mount,
    SourceExport: runbook.source.export,
    GatewayMountPath: runbook.gateway.mount,
    GatewayOptions: runbook.gateway.options,
    FstabPath: FSTAB,
    AutoMasterPath: AUTO_MASTER,
    RootPath: ROOT,
    ProcPath: PROC,
    CanaryCopy: runbook.canary.copy,
    CanaryFolder: folderOf(runbook.canary.to),
    ConfirmationCopy: runbook.confirmation.copy,
    ConfirmationFolder: folderOf(runbook.confirmation.to),
    Units: runbook.application.services.join(' '),
    ...asApplication(runbook),
  },
});

/** measure-speed on the first server, as the application's user. */
export const measureSpeedRun = (runbook: Runbook, run: string, speed: Speed): DocumentRun => ({
  document: 'measure-speed',
  kind: 'read',
  ...asApplicationOnFirst(runbook, run, {
    SourceMountPath: runbook.source.mount,
    GatewayMountPath: runbook.gateway.mount,
    ReadFolder: folderOf(runbook.canary.copy),
    WriteFolder: probeFolder(runbook),
    Files: String(speed.files),
    Size: String(speed.size),
    Write: speed.write ? 'yes' : 'no',
  }),
  seconds: DOCUMENT_TIMEOUT_SECONDS['measure-speed'],
});

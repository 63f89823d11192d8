// The documents that make, remove, look for and hash single files, with their parameters.
import { DOCUMENT_TIMEOUT_SECONDS } from '../../core/document-limits.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { calibrationFolder, confirmationNames } from '../../runbook/test-file-name.ts';
import type { Confirmed, RunAttempt } from '../../runbook/test-file-name.ts';
import {
  asApplication,
  asApplicationOnFirst,
  firstServer,
  FSTAB,
  notes,
  PROC,
} from '../../plan/document-run.ts';
import type { DocumentRun } from '../../plan/document-run.ts';

/** create-test-file: `target` becomes a copy of `source`, both below `mount`. */
export const createTestFileRun = (
  runbook: Runbook,
  run: string,
  file: { readonly mount: string; readonly source: string; readonly target: string },
): DocumentRun => ({
  document: 'create-test-file',
  kind: 'read',
  fence: 'forward',
  ...asApplicationOnFirst(runbook, run, {
    ProcPath: PROC,
    MountPath: file.mount,
    Source: file.source,
    Target: file.target,
  }),
});

/** remove-test-file: removes `target` if its bytes are still the recorded ones. */
export const removeTestFileRun = (
  runbook: Runbook,
  run: string,
  file: { readonly mount: string; readonly target: string; readonly sha256: string },
): DocumentRun => ({
  document: 'remove-test-file',
  kind: 'read',
  fence: 'back',
  ...asApplicationOnFirst(runbook, run, {
    ProcPath: PROC,
    MountPath: file.mount,
    Target: file.target,
    Sha256: file.sha256,
  }),
});

/** create-test-file on every server: each makes a confirmation file of its own. */
export const confirmRun = (
  runbook: Runbook,
  run: RunAttempt,
  file: { readonly mount: string; readonly source: string; readonly target: string },
): DocumentRun => ({
  ...createTestFileRun(runbook, run.id, file),
  servers: runbook.application.servers,
  own: (server) => ({ Target: confirmationOf(runbook, run, server) }),
});

/** remove-test-file on every server: its confirmation file of that attempt; `sha256` is known of that of the first. */
export const removeConfirmationsRun = (
  runbook: Runbook,
  run: RunAttempt,
  file: { readonly mount: string; readonly target: string; readonly sha256: string },
): DocumentRun => ({
  ...removeTestFileRun(runbook, run.id, file),
  servers: runbook.application.servers,
  own: (server) => {
    const Target = confirmationOf(runbook, run, server);
    return { Target, ...(Target !== file.target && { Sha256: '' }) };
  },
});

/** The confirmation file of a server. */
export const confirmationOf = (runbook: Confirmed, run: RunAttempt, server: string): string =>
  new Map(confirmationNames(runbook, run)).get(server) ?? '';

/** calibration-folder: makes or removes the folder beside the canary, with its known modes, times and links. */
export const calibrationRun = (
  runbook: Runbook,
  run: string,
  ensure: 'present' | 'absent',
): DocumentRun => ({
  document: 'calibration-folder',
  kind: 'read',
  fence: ensure === 'present' ? 'forward' : 'back',
  ...asApplicationOnFirst(runbook, run, {
    ProcPath: PROC,
    MountPath: runbook.source.mount,
    Target: calibrationFolder(runbook.canary.to, run),
    Ensure: ensure,
  }),
});

/** list-path: whether the gateway's mount shows `target`, on all servers. */
export const listPathRun = (runbook: Runbook, target: string): DocumentRun => ({
  document: 'list-path',
  kind: 'read',
  servers: runbook.application.servers,
  parameters: {
    ...asApplication(runbook),
    MountPath: runbook.gateway.mount,
    Target: target,
  },
});

/** carry-files: copies files from the gateway to the source on the first server; `files` as the document takes them. */
export const carryFilesRun = (runbook: Runbook, run: string, files: string): DocumentRun => ({
  document: 'carry-files',
  kind: 'read',
  fence: 'back',
  servers: firstServer(runbook),
  seconds: DOCUMENT_TIMEOUT_SECONDS['carry-files'],
  parameters: {
    ...notes(runbook, run),
    ProcPath: PROC,
    MountPath: runbook.source.mount,
    SourceExport: runbook.source.export,
    OwnExport: runbook.gateway.export,
    GatewayMountPath: runbook.gateway.mount,
    FstabPath: FSTAB,
    Files: files,
  },
});

/** hash-files: SHA-256 of files below `mount`; `files` is the base64 of the paths, each with a NUL behind it. */
export const hashFilesRun = (runbook: Runbook, mount: string, files: string): DocumentRun => ({
  document: 'hash-files',
  kind: 'read',
  servers: firstServer(runbook),
  seconds: DOCUMENT_TIMEOUT_SECONDS['hash-files'],
  parameters: {
    MountPath: mount,
    Files: files,
    User: runbook.verify.user,
    Group: runbook.verify.group,
  },
});

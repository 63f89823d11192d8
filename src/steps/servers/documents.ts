// The SSM documents as they were reviewed, bundled with the actions that run them.
import calibrationFolder from '../../../infra/documents/calibration-folder.yml';
import createTestFile from '../../../infra/documents/create-test-file.yml';
import freezeSource from '../../../infra/documents/freeze-source.yml';
import hashFiles from '../../../infra/documents/hash-files.yml';
import listFolders from '../../../infra/documents/list-folders.yml';
import inspectServer from '../../../infra/documents/inspect-server.yml';
import listPath from '../../../infra/documents/list-path.yml';
import listTree from '../../../infra/documents/list-tree.yml';
import markConfirmed from '../../../infra/documents/mark-confirmed.yml';
import measureSpeed from '../../../infra/documents/measure-speed.yml';
import readManifestPart from '../../../infra/documents/read-manifest-part.yml';
import readMounts from '../../../infra/documents/read-mounts.yml';
import removeTestFile from '../../../infra/documents/remove-test-file.yml';
import restoreMount from '../../../infra/documents/restore-mount.yml';
import switchMount from '../../../infra/documents/switch-mount.yml';
import thawSource from '../../../infra/documents/thaw-source.yml';
import type { DocumentRun } from '../../plan/document-run.ts';

/** The texts by name. */
export const DOCUMENTS = {
  'create-test-file': createTestFile,
  'calibration-folder': calibrationFolder,
  'remove-test-file': removeTestFile,
  'hash-files': hashFiles,
  'list-folders': listFolders,
  'list-path': listPath,
  'list-tree': listTree,
  'read-manifest-part': readManifestPart,
  'inspect-server': inspectServer,
  'measure-speed': measureSpeed,
  'read-mounts': readMounts,
  'freeze-source': freezeSource,
  'thaw-source': thawSource,
  'switch-mount': switchMount,
  'mark-confirmed': markConfirmed,
  'restore-mount': restoreMount,
} as const satisfies Readonly<Record<string, string>>;

export type DocumentName = keyof typeof DOCUMENTS;

/** A run of a document whose text was reviewed. */
export interface ReviewedRun extends DocumentRun {
  readonly document: DocumentName;
}

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

export interface ReviewedDocument {
  readonly text: string;
  /**
   * `read`: may be cancelled at any time. `change`: a change of mounts, which once begun on a server runs to one
   * of its two ends.
   */
  readonly kind: 'read' | 'change';
}

export const DOCUMENTS = {
  'create-test-file': { text: createTestFile, kind: 'read' },
  'calibration-folder': { text: calibrationFolder, kind: 'read' },
  'remove-test-file': { text: removeTestFile, kind: 'read' },
  'hash-files': { text: hashFiles, kind: 'read' },
  'list-folders': { text: listFolders, kind: 'read' },
  'list-path': { text: listPath, kind: 'read' },
  'list-tree': { text: listTree, kind: 'read' },
  'read-manifest-part': { text: readManifestPart, kind: 'read' },
  'inspect-server': { text: inspectServer, kind: 'read' },
  'measure-speed': { text: measureSpeed, kind: 'read' },
  'read-mounts': { text: readMounts, kind: 'read' },
  'freeze-source': { text: freezeSource, kind: 'change' },
  'thaw-source': { text: thawSource, kind: 'change' },
  'switch-mount': { text: switchMount, kind: 'change' },
  'mark-confirmed': { text: markConfirmed, kind: 'change' },
  'restore-mount': { text: restoreMount, kind: 'change' },
} as const satisfies Readonly<Record<string, ReviewedDocument>>;

export type DocumentName = keyof typeof DOCUMENTS;

/** The name under which a document is deployed. */
export const deployedName = (name: DocumentName): string => `nfs-cutover-${name}`;

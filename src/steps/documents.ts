// The SSM documents as they were reviewed, bundled with the actions that run them.
import texts from '../../infra/documents.yml';

/**
 * `read`: may be cancelled at any time. `change`: a change of mounts, which once begun on a server runs to one of its
 * two ends.
 */
const KINDS = {
  'create-test-file': 'read',
  'calibration-folder': 'read',
  'remove-test-file': 'read',
  'hash-files': 'read',
  'list-folders': 'read',
  'list-path': 'read',
  'list-tree': 'read',
  'read-manifest-part': 'read',
  'inspect-server': 'read',
  'measure-speed': 'read',
  'read-mounts': 'read',
  'freeze-source': 'change',
  'thaw-source': 'change',
  'switch-mount': 'change',
  'mark-confirmed': 'change',
  'restore-mount': 'change',
} as const;

export type DocumentName = keyof typeof KINDS;

export interface ReviewedDocument {
  readonly text: string;
  readonly kind: 'read' | 'change';
}

export const DOCUMENTS = Object.fromEntries(
  Object.entries(KINDS).map(([name, kind]) => [name, { text: textOf(name), kind }]),
) as Readonly<Record<DocumentName, ReviewedDocument>>;

function textOf(name: string): string {
  const text = texts[name];
  if (text === undefined) throw new Error(`infra/documents.yml has no document ${name}`);
  return text;
}

/** The name under which a document is deployed. */
export const deployedName = (name: DocumentName): string => `nfs-cutover-${name}`;

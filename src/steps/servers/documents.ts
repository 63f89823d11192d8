// The SSM documents as they were reviewed, bundled with the actions that run them: the deployed one is proven to be the same.
import texts from '../../../infra/documents.yml';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { CutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';

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

/** Proves that the deployed document is the reviewed one, and pins it by version and hash. */
export interface PinnedDocument {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** The default version of the deployed document, once its content is proven equal to the reviewed text. */
export async function pinDocument(ssm: Ssm, document: DocumentName): Promise<PinnedDocument> {
  const name = deployedName(document);
  const deployed = await ssm.document(name);
  if (deployed === undefined) throw differs(name, 'no document of that name');
  if (deployed.status !== 'Active') throw differs(name, `status ${deployed.status}`);
  if (!sameContent(deployed.content, DOCUMENTS[document].text))
    throw differs(name, `other content in its default version ${deployed.version}`);
  if (deployed.hash === '' || deployed.version === '')
    throw differs(name, 'a description without hash or version');
  return { name, version: deployed.version, hash: deployed.hash };
}

/** Compared as data: the service may hand a YAML document back with other white space or as JSON. */
function sameContent(deployed: string, reviewed: string): boolean {
  if (deployed === reviewed) return true;
  try {
    return isDeepStrictEqual(parse(deployed), parse(reviewed));
  } catch {
    return false;
  }
}

const differs = (name: string, got: string): CutoverError =>
  new CutoverError('document-differs', {
    what: `SSM document ${name}`,
    expected: 'the text of infra/documents at this commit',
    got,
    cure: 'deploy the documents of this commit and make them the default version',
  });

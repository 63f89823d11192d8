// The reviewed SSM documents, bundled with the actions that run them; proves that a deployed document is the same.
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import texts from '../../../infra/documents.yml';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { DOCUMENT_TIMEOUT_SECONDS } from '../../core/document-limits.ts';
import type { DocumentName } from '../../core/document-limits.ts';
import { CutoverError } from '../../core/errors.ts';
import { deployedName } from '../../plan/document-run.ts';

/** The texts by name. */
export const DOCUMENTS = Object.fromEntries(
  Object.keys(DOCUMENT_TIMEOUT_SECONDS).map((name) => [name, textOf(name)]),
) as Readonly<Record<DocumentName, string>>;

function textOf(name: string): string {
  const text = texts[name];
  if (text === undefined) throw new Error(`infra/documents.yml has no document ${name}`);
  return text;
}

/** A deployed document that equals the reviewed one. */
export interface PinnedDocument {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** The default version of the deployed document. Throws `document-differs` unless its content equals the reviewed text. */
export async function pinDocument(ssm: Ssm, document: DocumentName): Promise<PinnedDocument> {
  const name = deployedName(document);
  const deployed = await ssm.document(name);
  if (deployed === undefined) throw differs(name, 'no document of that name');
  if (deployed.status !== 'Active') throw differs(name, `status ${deployed.status}`);
  if (!sameContent(deployed.content, DOCUMENTS[document]))
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

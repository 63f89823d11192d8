// Proves that the deployed document is the reviewed one, and pins it by version and hash.
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { CutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { deployedName } from '../../plan/document-run.ts';
import { DOCUMENTS } from './documents.ts';
import type { DocumentName } from './documents.ts';

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

// The SSM documents: deployed, and equal to the repository's.
import { CutoverError } from '../../../core/errors.ts';
import type { Ssm } from '../../../aws/ssm/ssm.ts';
import { deployedName } from '../../../plan/document-run.ts';
import type { DocumentName } from '../../../core/document-limits.ts';
import { DOCUMENTS, pinDocument } from '../../servers/documents.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import type { Group } from '../group.ts';

const { pass, fail } = inArea('Documents');

/** One group for each document of the repository. */
export function documentGroups(ssm: Ssm): readonly Group[] {
  return (Object.keys(DOCUMENTS) as DocumentName[]).map((name) => ({
    area: 'Documents',
    check: checkOf(name),
    look: async () => [await look(ssm, name)],
  }));
}

async function look(ssm: Ssm, name: DocumentName): Promise<Finding> {
  try {
    const { version, hash } = await pinDocument(ssm, name);
    return pass(checkOf(name), `version ${version}, hash ${hash.slice(0, 12)}…`);
  } catch (thrown) {
    if (!(thrown instanceof CutoverError) || thrown.code !== 'document-differs') throw thrown;
    const { expected, got, cure } = thrown.failure;
    return fail(checkOf(name), `${got}, expected ${expected}`, cure);
  }
}

const checkOf = (name: DocumentName): string => `${deployedName(name)} is the reviewed one`;

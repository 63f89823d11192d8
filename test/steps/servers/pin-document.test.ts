import { expect, test } from '@jest/globals';
import type { DeployedDocument, Ssm } from '../../../src/aws/ssm/ssm.ts';
import { DOCUMENTS, pinDocument } from '../../../src/steps/servers/documents.ts';

const reviewed = DOCUMENTS['list-path'];
const deployed: DeployedDocument = {
  content: reviewed,
  version: '3',
  hash: 'abc',
  status: 'Active',
};

/** Systems Manager with one document; every other call is a mistake. */
const ssmWith = (document: DeployedDocument | undefined): Ssm => {
  const never = (): never => {
    throw new Error('not to be called');
  };
  return {
    document: () => Promise.resolve(document),
    send: never,
    invocation: never,
    cancel: never,
  };
};

test('the reviewed text is pinned by version and hash', async () => {
  await expect(pinDocument(ssmWith(deployed), 'list-path')).resolves.toEqual({
    name: 'nfs-cutover-list-path',
    version: '3',
    hash: 'abc',
  });
});

test('the same document with other white space is the same', async () => {
  const content = reviewed.replace("schemaVersion: '2.2'", 'schemaVersion:   "2.2"');
  await expect(pinDocument(ssmWith({ ...deployed, content }), 'list-path')).resolves.toBeDefined();
});

test.each([
  ['no document', undefined, 'got no document of that name'],
  [
    'another script',
    { ...deployed, content: reviewed.replace('set -eu', 'set -e') },
    'got other content in its default version 3',
  ],
  ['text that is not YAML', { ...deployed, content: '{"' }, 'got other content'],
  ['a document in the making', { ...deployed, status: 'Creating' }, 'got status Creating'],
  ['no hash', { ...deployed, hash: '' }, 'without hash or version'],
])('%s is refused', async (_, document, message) => {
  await expect(pinDocument(ssmWith(document), 'list-path')).rejects.toThrow(message);
});

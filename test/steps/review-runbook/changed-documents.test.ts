// Which documents a pull request is said to change, and where the reviewer is sent.
import { describe, expect, test } from '@jest/globals';
import { file, sound } from '../../runbook/image-archive.ts';
import { OWNERS, reviewed } from './checkouts.ts';
import type { Files } from './checkouts.ts';

const FOLDER = 'infra/documents';
const TEMPLATE = `# Written.
Resources:
  ListPath:
    Properties:
      Name: nfs-cutover-list-path
      Content: |
        a
  ReadMounts:
    Properties:
      Name: nfs-cutover-read-mounts
      Content: |
        b
`;
const base: Files = {
  [file]: sound,
  '.github/CODEOWNERS': OWNERS,
  [`${FOLDER}/list-path/parameters.yml`]: 'a',
  [`${FOLDER}/list-path/run.sh`]: '. ../lib/outer.sh\n. ./own.sh\n',
  [`${FOLDER}/list-path/own.sh`]: 'a',
  [`${FOLDER}/read-mounts/run.sh`]: 'x\n. ../lib/outer.sh\n',
  [`${FOLDER}/lib/outer.sh`]: 'x\n  . ../lib/inner.sh\n',
  [`${FOLDER}/lib/inner.sh`]: 'a',
  'infra/documents.yml': TEMPLATE,
};

/** A line for each mark of a document: its place, and what it says. */
function said(change: Readonly<Record<string, string | undefined>>, from = base): string[] {
  const head = { ...from, ...change };
  const files = Object.fromEntries(
    Object.entries(head).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  );
  const { review, text } = reviewed(from, files);
  const found = review.marks.filter(({ name }) => name === 'other commands on servers');
  // Whatever differs of the documents has to be deployed.
  expect(text.includes('the documents (<code>infra/documents.yml</code>)')).toBe(found.length > 0);
  return found.map(({ place, says }) => `${place.file}:${place.line} ${says}`);
}

describe('the place is', () => {
  test.each<[what: string, change: Readonly<Record<string, string | undefined>>, found: string[]]>([
    [
      'a part of its own',
      { [`${FOLDER}/list-path/own.sh`]: 'b' },
      [`${FOLDER}/list-path/own.sh:1 the document nfs-cutover-list-path changes`],
    ],
    [
      'its parameters',
      { [`${FOLDER}/list-path/parameters.yml`]: 'b' },
      [`${FOLDER}/list-path/parameters.yml:1 the document nfs-cutover-list-path changes`],
    ],
    [
      'what several include, however deep, once for all of them',
      { [`${FOLDER}/lib/inner.sh`]: 'b' },
      [
        `${FOLDER}/lib/inner.sh:1 the documents nfs-cutover-list-path, nfs-cutover-read-mounts change`,
      ],
    ],
    [
      'each of two',
      { [`${FOLDER}/lib/outer.sh`]: 'b', [`${FOLDER}/read-mounts/run.sh`]: 'b' },
      [
        `${FOLDER}/lib/outer.sh:1 the documents nfs-cutover-list-path, nfs-cutover-read-mounts change`,
        `${FOLDER}/read-mounts/run.sh:1 the document nfs-cutover-read-mounts changes`,
      ],
    ],
    [
      'the first file of one that comes',
      { [`${FOLDER}/new/parameters.yml`]: 'a', [`${FOLDER}/new/run.sh`]: 'a' },
      [`${FOLDER}/new/parameters.yml:1 the document nfs-cutover-new is new`],
    ],
    [
      'the first file of one that goes',
      {
        [`${FOLDER}/list-path/parameters.yml`]: undefined,
        [`${FOLDER}/list-path/run.sh`]: undefined,
        [`${FOLDER}/list-path/own.sh`]: undefined,
      },
      [`${FOLDER}/list-path/own.sh:1 the document nfs-cutover-list-path is removed`],
    ],
    [
      'the template, of a document whose own files are as they were',
      {
        [`${FOLDER}/list-path/own.sh`]: 'b',
        'infra/documents.yml': TEMPLATE.replace(' a\n', ' c\n').replace(' b\n', ' c\n'),
      },
      [
        `${FOLDER}/list-path/own.sh:1 the document nfs-cutover-list-path changes`,
        'infra/documents.yml:8 the document nfs-cutover-read-mounts changes in infra/documents.yml, and none of its source files does',
      ],
    ],
    [
      'the template, of what is no document',
      { 'infra/documents.yml': `${TEMPLATE}  Role:\n    Type: AWS::IAM::Role\n` },
      [
        'infra/documents.yml:13 the document Role: changes in infra/documents.yml, and none of its source files does',
      ],
    ],
    [
      'the template, of a second resource by the name of a document',
      { 'infra/documents.yml': `${TEMPLATE}  Other:\n      Name: nfs-cutover-read-mounts\n` },
      [
        'infra/documents.yml:8 the document nfs-cutover-read-mounts changes in infra/documents.yml, and none of its source files does',
      ],
    ],
    [
      'a file that nobody includes',
      { [`${FOLDER}/lib/lonely.sh`]: 'x' },
      [
        `${FOLDER}/lib/lonely.sh:1 the document of ${FOLDER}/lib/lonely.sh changes though no document is known to include it`,
      ],
    ],
    ['nowhere, where only a setting of a tool differs', { [`${FOLDER}/.shellcheckrc`]: 'x' }, []],
  ])('%s', (_what, change, found) => {
    expect(said(change)).toEqual(found);
  });

  test('the one file that a document was in older versions, too', () => {
    const old = { [file]: sound, '.github/CODEOWNERS': OWNERS, [`${FOLDER}/list-path.yml`]: 'a' };
    expect(
      said({ [`${FOLDER}/list-path.yml`]: undefined, [`${FOLDER}/list-path/run.sh`]: 'a' }, old),
    ).toEqual([
      `${FOLDER}/list-path/run.sh:1 the document nfs-cutover-list-path changes`,
      `${FOLDER}/list-path.yml:1 the document nfs-cutover-list-path changes`,
    ]);
  });
});

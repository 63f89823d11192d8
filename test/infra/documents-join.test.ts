// How the sources of a document become its text, and what the joiner refuses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { documentsTemplate } from '../../scripts/infra/documents-template.ts';
import {
  DOCUMENT_TIMEOUT_SECONDS,
  LEAST_PART_BYTES,
  MOST_PART_BYTES,
} from '../../src/core/document-limits.ts';
import { PARAMETERS, plant, sound } from './document-sources.ts';
import type { Tree } from './document-sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function joined(tree: Tree): string {
  plant(folder, tree);
  return documentsTemplate(folder);
}

test('an include gives its place to the lines of the file, as far from the left as it is', () => {
  const { Resources } = parse(joined(sound)) as {
    readonly Resources: Readonly<Record<string, { readonly Properties: unknown }>>;
  };
  const text = `# Lists.
schemaVersion: '2.2'
description: 'Lists.'
parameters:
  Path:
    type: String
    description: "somebody's path (base64)"
    allowedPattern: '^[A-Za-z0-9+/=]*$'
  Limit:
    type: String
    description: 'how long (base64)'
    default: ''
    allowedPattern: '^[A-Za-z0-9+/=]*$'
mainSteps:
  - action: aws:runShellScript
    name: listPath
    precondition:
      StringEquals:
        - platformType
        - Linux
    inputs:
      timeoutSeconds: '${DOCUMENT_TIMEOUT_SECONDS['list-path']}'
      runCommand:
        - |
          #!/bin/sh
          # begin: outer
          [ 1 -ge ${LEAST_PART_BYTES} ]
          # end: outer

          if true; then
            echo own

            echo '
            { print }
            '
          fi
          most=${MOST_PART_BYTES}
`;
  expect(Resources).toMatchObject({
    ListPath: { Properties: { Name: 'nfs-cutover-list-path', Content: text } },
  });
});

const RUN = 'list-path/run.sh';
const HEAD = 'list-path/parameters.yml';

const NO_FILE = 'an include of a file that is there';
const NOBODY = 'a document that includes it';
const CYCLE = 'a file that does not include itself';
const BLANK = 'no tab, carriage return or space at the end of a line';
const ENDS = 'no white space before the text and one newline at its end';
const NO_CONSTANT = 'a constant of src/core/document-limits that list-path has';

describe('refused, with file and line:', () => {
  test.each<[what: string, change: Tree, where: string, says: [expected: string, got: string]]>([
    [
      'an include of what is not there',
      { [RUN]: '#!/bin/sh\n. ../lib/outer.sh\n. ../lib/none.sh\n' },
      `${RUN}:3`,
      [NO_FILE, '. ../lib/none.sh'],
    ],
    [
      'an include in quotes',
      { [RUN]: '#!/bin/sh\n. "../lib/outer.sh"\n' },
      `${RUN}:2`,
      [NO_FILE, '. "../lib/outer.sh"'],
    ],
    [
      'an include of a part of another document',
      { [RUN]: '#!/bin/sh\n. ../hash-files/own.sh\n', 'hash-files/own.sh': 'x\n' },
      `${RUN}:2`,
      [NO_FILE, '. ../hash-files/own.sh'],
    ],
    [
      'an include of a whole script',
      { [RUN]: '#!/bin/sh\n. ./run.sh\n' },
      `${RUN}:2`,
      [NO_FILE, '. ./run.sh'],
    ],
    [
      'an include that is a part of a line',
      { [RUN]: '#!/bin/sh\n[ -n "$x" ] || . ../lib/outer.sh\n' },
      `${RUN}:2`,
      ['an include to have its line for itself', '[ -n "$x" ] || . ../lib/outer.sh'],
    ],
    [
      'a file of lib that nobody includes',
      { 'lib/lonely.sh': 'echo\n' },
      'lib/lonely.sh:1',
      [NOBODY, 'none'],
    ],
    [
      'a part of a document that it does not include',
      { 'list-path/lonely.sh': 'echo\n' },
      'list-path/lonely.sh:1',
      [NOBODY, 'none'],
    ],
    [
      'files that include each other',
      { 'lib/inner.sh': 'x\n. ../lib/outer.sh\n' },
      'lib/inner.sh:2',
      [CYCLE, 'list-path/run.sh -> lib/outer.sh -> lib/inner.sh -> lib/outer.sh'],
    ],
    [
      'a file that includes itself',
      { 'lib/inner.sh': '. ../lib/inner.sh\n' },
      'lib/inner.sh:1',
      [CYCLE, 'list-path/run.sh -> lib/outer.sh -> lib/inner.sh -> lib/inner.sh'],
    ],
    [
      'letters that CloudFormation does not carry',
      { 'lib/inner.sh': 'x\n# caf\u00e9\n' },
      'lib/inner.sh:2',
      ['ASCII alone', '"\u00e9"'],
    ],
    ['a tab', { 'lib/inner.sh': 'x\n\techo\n' }, 'lib/inner.sh:2', [BLANK, String.raw`"\techo"`]],
    [
      'a carriage return',
      { [HEAD]: PARAMETERS.replaceAll('\n', '\r\n') },
      `${HEAD}:1`,
      [BLANK, String.raw`"# Lists.\r"`],
    ],
    [
      'a space at the end of a line',
      { 'list-path/own.sh': 'echo \n' },
      'list-path/own.sh:1',
      [BLANK, '"echo "'],
    ],
    [
      'a text without its last newline',
      { 'lib/inner.sh': 'echo' },
      'lib/inner.sh:1',
      [ENDS, String.raw`ends with "echo"`],
    ],
    [
      'an empty line at the end',
      { 'lib/inner.sh': 'echo\n\n' },
      'lib/inner.sh:1',
      [ENDS, String.raw`ends with "echo\n\n"`],
    ],
    ['an empty file', { 'lib/inner.sh': '' }, 'lib/inner.sh:1', [ENDS, String.raw`ends with ""`]],
    [
      'a placeholder that is no constant',
      { 'lib/inner.sh': 'x\necho $((MOST_PEOPLE))\n' },
      'lib/inner.sh:2',
      [NO_CONSTANT, '$((MOST_PEOPLE))'],
    ],
    [
      'a name that every object has',
      { 'lib/inner.sh': 'echo $((CONSTRUCTOR))\n' },
      'lib/inner.sh:1',
      [NO_CONSTANT, '$((CONSTRUCTOR))'],
    ],
    [
      'a document whose time no step knows',
      { 'mend-path/run.sh': '#!/bin/sh\n', 'mend-path/parameters.yml': PARAMETERS },
      'mend-path/parameters.yml:6',
      ['a constant of src/core/document-limits that mend-path has', '$((TIMEOUT_SECONDS))'],
    ],
    [
      'a parameter that is not declared as the others',
      { [HEAD]: PARAMETERS.replace('timeout', '  List: {type: StringList}\ntimeout') },
      `${HEAD}:6`,
      [
        "parameters: with a line NAME: '...' or NAME?: '...' for each",
        '  List: {type: StringList}',
      ],
    ],
    [
      'lines in another order',
      { [HEAD]: PARAMETERS.replace(/(description.*\n)([^]*)/, '$2$1') },
      `${HEAD}:6`,
      ['in this order', "description: 'Lists.'"],
    ],
    [
      'a document without a time',
      { [HEAD]: PARAMETERS.replace(/timeout.*\n/, '') },
      `${HEAD}:1`,
      ['in this order', 'no line as ^timeoutSeconds'],
    ],
    [
      'a document without parameters',
      { 'mend-path/run.sh': '#!/bin/sh\n' },
      'mend-path/parameters.yml:1',
      ['a file', 'none'],
    ],
    [
      'a document in one file, as they once were',
      { 'mend-path.yml': PARAMETERS },
      'mend-path.yml:1',
      ['NAME/parameters.yml, NAME/run.sh, and files that these include', 'mend-path.yml'],
    ],
  ])('%s', (_what, change, where, [expected, got]) => {
    // Without the change it is sound: the change alone is what is refused.
    expect(joined(sound)).toContain('ListPath');
    expect(() => joined(change)).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringMatching(/: expected .+, got .+; \w+/s),
        failure: expect.objectContaining({
          what: `infra/documents/${where}`,
          expected: expect.stringContaining(expected),
          got: expect.stringContaining(got),
        }),
      }),
    );
  });
});

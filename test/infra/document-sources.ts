// Sources of a small document, to join.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Texts by their paths below infra/documents. */
export type Tree = Readonly<Record<string, string>>;

/** Writes the files of the tree below the folder, whatever else is there. */
export function plant(folder: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export const PARAMETERS = `# Lists.
description: 'Lists.'
parameters:
  Path: "somebody's path"
  Limit?: 'how long'
timeoutSeconds: '$((TIMEOUT_SECONDS))'
`;
export const sound: Tree = {
  '.shellcheckrc': 'shell=sh\n',
  'list-path/parameters.yml': PARAMETERS,
  'list-path/run.sh': `#!/bin/sh
. ../lib/outer.sh

if true; then
  . ./own.sh
fi
most=$((MOST_PART_BYTES))
`,
  'list-path/own.sh': "echo own\n\necho '\n. ../lib/words.awk\n'\n",
  'lib/outer.sh': '# begin: outer\n. ../lib/inner.sh\n# end: outer\n',
  'lib/inner.sh': '[ 1 -ge $((LEAST_PART_BYTES)) ]\n',
  'lib/words.awk': '{ print }\n',
};

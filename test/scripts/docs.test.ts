// The tables of the READMEs are what action.yml says.
import { expect, test } from '@jest/globals';
import { fillActionReadme, fillActionsTable, readAction } from '../../scripts/docs.ts';

const yaml = `
name: verify
description: Compares one file | with its object
inputs:
  runbook: { description: 'Which runbook', required: true }
  scope:
    description: |
      What is compared:
      file or tree
    default: file
  empty: { description: Nothing, default: '' }
outputs:
  key: { description: The key }
`;
const action = readAction(yaml, 'actions/verify/action.yml');
const marked =
  '# verify\n\n<!-- inputs -->\nold\n<!-- /inputs -->\n\n<!-- outputs --><!-- /outputs -->\n';

test('the tables of an action are filled between their markers, and again without a change', () => {
  const filled = fillActionReadme(marked, action, 'README.md');
  expect(filled).toBe(`# verify

<!-- inputs -->

| input | required | what it is |
| --- | --- | --- |
| \`runbook\` | yes | Which runbook |
| \`scope\` | no, \`file\` | What is compared: file or tree |
| \`empty\` | no | Nothing |

<!-- /inputs -->

<!-- outputs -->

| output | what it is |
| --- | --- |
| \`key\` | The key |

<!-- /outputs -->
`);
  expect(fillActionReadme(filled, action, 'README.md')).toBe(filled);
});

test('the table of all actions links to each', () => {
  const readme = '<!-- actions -->\n<!-- /actions -->\n';
  const filled = fillActionsTable(readme, new Map([['verify', action]]), 'README.md');
  expect(filled).toContain(
    '| [`verify`](actions/verify/README.md) | Compares one file \\| with its object |',
  );
});

test('an input without a description is an error', () => {
  expect(() => readAction(yaml.replace('The key', '""'), 'actions/verify/action.yml')).toThrow(
    'actions/verify/action.yml: expected a description, got none for key; write it',
  );
});

test('sections that a README does not have are added, and are then there to stay', () => {
  const filled = fillActionReadme('# verify\n\nWhat it does.\n', action, 'README.md');
  expect(filled.match(/^.*(#|<!--).*$/gm)).toEqual([
    '# verify',
    '## Inputs',
    '<!-- inputs -->',
    '<!-- /inputs -->',
    '## Outputs',
    '<!-- outputs -->',
    '<!-- /outputs -->',
  ]);
  expect(fillActionReadme(filled, action, 'README.md')).toBe(filled);
});

test('half a pair of markers is an error', () => {
  expect(() => fillActionReadme('<!-- inputs -->\n', action, 'actions/verify/README.md')).toThrow(
    'actions/verify/README.md: expected <!-- inputs --> and <!-- /inputs -->',
  );
});

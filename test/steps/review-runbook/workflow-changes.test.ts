import { expect, test } from '@jest/globals';
import { workflowMarks } from '../../../src/steps/review-runbook/workflow-changes.ts';

const base = `on: [workflow_dispatch]
permissions: {}
jobs:
  cutover:
    environment: \${{ needs.plan.outputs.gate }}
    permissions: { contents: read, id-token: write }
    steps: []
  report:
    environment: { name: prepare }
    permissions: { contents: read }
`;

function marks(before: string | undefined, after: string | undefined): string[] {
  const content = (text: string | undefined) =>
    text === undefined ? undefined : { bytes: Buffer.from(text) };
  const path = '.github/workflows/x.yml';
  return workflowMarks({ path, before: content(before), after: content(after) }).map(
    ({ name, says }) => `${name}: ${says.replace(`${path}: `, '')}`,
  );
}

test.each<[string, RegExp | string, string, string[]]>([
  [
    'a job that leaves its gate',
    /^ *environment: \$.*\n/m,
    '',
    ['weaker gate: job cutover no longer runs in "${{ needs.plan.outputs.gate }}"'],
  ],
  [
    'a job in another environment',
    '{ name: prepare }',
    'back',
    ['weaker gate: job report runs in "back", no longer in "prepare"'],
  ],
  [
    'a gated job that goes',
    / {2}cutover:[^]*?steps: \[\]\n/,
    '',
    ['weaker gate: job cutover, in its environment, is removed'],
  ],
  [
    'a right more',
    'permissions: { contents: read }\n',
    'permissions: { contents: write, issues: read }\n',
    ['more rights: job report may write contents', 'more rights: job report may read issues'],
  ],
  [
    'all rights',
    'permissions: { contents: read }\n',
    'permissions: write-all\n',
    ['more rights: job report has write-all'],
  ],
  [
    'a trigger of strangers',
    '[workflow_dispatch]',
    '{ workflow_dispatch: {}, pull_request_target: {} }',
    ['other trigger: it starts on pull_request_target, too'],
  ],
  [
    'only a step',
    'steps: []',
    'steps: [{ run: "true" }]',
    ['other workflow: it changes; read its diff'],
  ],
])('%s', (_, from, to, said) => {
  const after = base.replace(from, () => to);
  expect(after).not.toBe(base);
  expect(marks(base, after)).toEqual(said);
});

test('a new one, a removed one, and one that nobody can read', () => {
  const fresh = 'on: push\njobs:\n  a:\n    environment: prod\n    steps: []\n';
  expect(marks(undefined, fresh)).toEqual([
    'other workflow: it is new',
    'other trigger: it starts on push, too',
    'more rights: job a runs in "prod"',
    'more rights: job a has the rights that are usual here',
  ]);
  expect(marks(base, undefined)).toEqual(['other workflow: it is removed']);
  expect(marks(base, 'a: [')).toEqual(['other workflow: it cannot be read']);
});

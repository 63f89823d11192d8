// The gate's question: it says what is approved, and answers every key.
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { askAtTerminal, ownSteps, questionLines } from '../../scripts/rehearse/ask-at-gate.ts';
import { columnsOf, painter } from '../../scripts/rehearse/style.ts';

const WORKFLOW = join(import.meta.dirname, '../../.github/workflows/cutover.yml');

const about = {
  environment: 'cutover',
  job: 'cutover',
  subject: 'runbooks/image-archive.yml, ticket CHG0000000',
  steps: ['Freeze the source', 'Switch to the gateway and confirm'],
  paint: painter(false),
};

test.each([60, 120])('in %i columns it says what is approved', (columns) => {
  const lines = questionLines({ ...about, columns });
  for (const line of lines) expect(columnsOf(line)).toBeLessThan(columns);
  expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toBe(
    ' ? Approve cutover in environment cutover? It is for runbooks/image-archive.yml, ticket CHG0000000. ' +
      'A yes runs: Freeze the source, Switch to the gateway and confirm.',
  );
});

test('the steps of a yes are those of the workflow, without the way back', () => {
  const steps = ownSteps(WORKFLOW, 'cutover');
  expect(steps.slice(0, 3)).toEqual([
    'Verify the approval',
    'Take the migration on',
    'Freeze the source',
  ]);
  expect(steps.at(-1)).toBe('Switch to the gateway and confirm');
  expect(ownSteps(WORKFLOW, 'sign-off')).toEqual([]);
  expect(ownSteps(WORKFLOW, 'toString')).toEqual([]);
});

test.each<[string, readonly (string | undefined)[], string, readonly string[]]>([
  ['y', ['y'], 'approve', []],
  ['a capital', ['Y'], 'approve', []],
  ['n', ['n'], 'reject', []],
  ['a terminal that is gone', [undefined], 'reject', []],
  [
    'wrong keys first',
    ['k', '\r', ' ', '\u001b', '\u0007', 'n'],
    'reject',
    ["'k'", 'Enter', 'Space', 'Esc', "'\\u{7}'"],
  ],
])('%s', async (_what, keys, decision, wrong) => {
  let text = '';
  let lines = 0;
  const left = [...keys];
  const keyboard = { key: () => Promise.resolve(left.shift()), [Symbol.dispose]: () => undefined };
  const decided = await askAtTerminal({
    ...{ ...about, columns: 100, keyboard, signal: new AbortController().signal },
    write: (more) => (text += more),
    line: () => (lines += 1),
  });
  expect(decided).toBe(decision);
  expect([...text.matchAll(/(\S+) is no answer\./g)].map(([, key]) => key)).toEqual(wrong);
  expect(text.match(/y approves, n rejects:/g)).toHaveLength(wrong.length + 1);
  // The screen takes them away again, so it must know how many there are.
  expect(lines).toBe(text.split('\n').length - 1);
});

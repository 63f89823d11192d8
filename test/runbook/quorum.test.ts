// How many people must approve: what a reviewer reads when it changes, and what the approver reads.
import { expect, test } from '@jest/globals';
import { runbookChanges } from '../../src/runbook/changes/changes.ts';
import { planMarkdown } from '../../src/plan/rendering/markdown.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import { changed, load } from './image-archive.ts';

const gates = (quorum: string) =>
  load(changed('cutover: cutover', `cutover: cutover\n  sign-off: [owner, business]${quorum}`));

test.each([
  ['', '\n  quorum: 2', 'falls from one for each gate to 2', 'weaker gate'],
  ['\n  quorum: 2', '\n  quorum: 1', 'falls from 2 to 1', 'weaker gate'],
  ['\n  quorum: 1', '', 'rises from 1 to one for each gate', undefined],
])('%j → %j', (before, after, words, risk) => {
  expect(runbookChanges(gates(before), gates(after))).toEqual([
    {
      path: 'gates.quorum',
      says: `how many different people must approve ${words}`,
      ...(risk !== undefined && { risk }),
    },
  ]);
});

test.each([
  ['', 'by 3 different people'],
  ['\n  quorum: 1', 'by one person'],
])('the plan says so: %j', (quorum, words) => {
  expect(planMarkdown(planOf(gates(quorum), 'cutover'), {})).toContain(words);
});

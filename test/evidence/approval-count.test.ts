// Approvals count by people, not by clicks.
import { expect, test } from '@jest/globals';
import { countApprovals } from '../../src/evidence/approval-count.ts';
import type { Decision } from '../../src/evidence/approval-count.ts';
import { changed, load } from '../runbook/image-archive.ts';

const by = (user: string, environment: string, state = 'approved'): Decision => ({
  user,
  state,
  environments: [environment],
});
const gates = (extra: string) =>
  load(changed('cutover: cutover', `cutover: cutover\n  sign-off: [owner]${extra}`));

type Case = [name: string, extra: string, decisions: Decision[], says: string];

test.each<Case>([
  ['one for each gate', '', [by('ann', 'owner'), by('bob', 'cutover')], '2 of quorum 2'],
  ['the same at both', '', [by('ann', 'owner'), by('Ann', 'cutover')], '1 of quorum 2'],
  ['which a quorum may allow', '\n  quorum: 1', [by('ann', 'cutover')], '1 of quorum 1'],
  ['a refusal is none', '\n  quorum: 1', [by('ann', 'owner', 'rejected')], '0 of quorum 1'],
  ['nor is another gate', '\n  quorum: 1', [by('ann', 'prepare')], '0 of quorum 1'],
  ['nobody', '', [], '0 of quorum 2'],
])('%s', (_, extra, decisions, says) => {
  const counted = countApprovals(gates(extra), decisions);
  expect(counted.says).toContain(says);
  expect(counted.met).toBe(says === '2 of quorum 2' || says === '1 of quorum 1');
});

// Approvals count by people, not by clicks, and only where nothing but this attempt explains them.
import { describe, expect, test } from '@jest/globals';
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
  const counted = countApprovals(gates(extra), decisions, 1);
  expect(counted.says).toContain(says);
  expect(counted.met).toBe(says === '2 of quorum 2' || says === '1 of quorum 1');
});

type Attempts = [
  name: string,
  attempt: number,
  decisions: Decision[],
  people: string[],
  unproven: string[],
];

// The quorum is two. GitHub promises no order: each row holds whichever way round its approvals come.
describe.each(['oldest first', 'newest first'])('of several attempts, %s', (order) => {
  test.each<Attempts>([
    [
      'A signs off, B releases the first attempt and A the second: A alone is certain',
      2,
      [by('A', 'owner'), by('B', 'cutover'), by('A', 'cutover')],
      ['A'],
      ['cutover has 2 approvals, by'],
    ],
    [
      'the same two people at the same gates both times',
      2,
      [by('A', 'owner'), by('B', 'cutover'), by('A', 'owner'), by('B', 'cutover')],
      ['A', 'B'],
      [],
    ],
    [
      'the same two people with their gates changed',
      2,
      [by('A', 'owner'), by('B', 'cutover'), by('B', 'owner'), by('A', 'cutover')],
      [],
      ['owner has 2 approvals, by', 'cutover has 2 approvals, by'],
    ],
    [
      'one approval, of a gate that was not asked again',
      3,
      [by('A', 'owner'), by('B', 'cutover'), by('b', 'Cutover')],
      ['A', 'B'],
      [],
    ],
    [
      'a denial and then an approval',
      2,
      [by('A', 'owner'), by('B', 'cutover', 'rejected'), by('C', 'cutover')],
      ['A', 'C'],
      [],
    ],
    [
      'more approvals than the attempts explain',
      2,
      [by('A', 'owner'), by('B', 'cutover'), by('B', 'cutover'), by('B', 'cutover')],
      ['A'],
      ['cutover has 3 approvals, by B,'],
    ],
    [
      'two in the only attempt',
      1,
      [by('A', 'owner'), by('B', 'cutover'), by('C', 'cutover')],
      ['A'],
      ['cutover has 2 approvals, by'],
    ],
    [
      'one review of both gates',
      2,
      [
        { user: 'A', state: 'approved', environments: ['owner', 'cutover'] },
        { user: 'B', state: 'approved', environments: ['cutover'] },
      ],
      ['A'],
      ['cutover has 2 approvals, by'],
    ],
  ])('%s', (...row: Attempts) => {
    const [, attempt, decisions, people, unproven] = row;
    const told = order === 'oldest first' ? decisions : decisions.toReversed();
    const counted = countApprovals(gates(''), told, attempt);
    expect(counted.people.map((user) => user.toUpperCase()).sort()).toEqual(people);
    expect(counted.unproven).toEqual(
      unproven.map((text) => expect.stringContaining(text) as unknown),
    );
    expect(counted.met).toBe(people.length === 2);
  });
});

test('a gate in doubt does no harm where the others reach the quorum', () => {
  const decisions = [by('A', 'owner'), by('B', 'cutover'), by('C', 'cutover')];
  const counted = countApprovals(gates('\n  quorum: 1'), decisions, 2);
  expect(counted).toMatchObject({ met: true, people: ['A'] });
  expect(counted.unproven).toHaveLength(1);
});

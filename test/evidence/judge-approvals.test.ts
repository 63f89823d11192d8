import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cutoverRules, decisionLines, judgeApprovals } from '../../src/evidence/judge-approvals.ts';
import type { SignedDecision, StartedBy } from '../../src/evidence/judge-approvals.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import { WORKSHOP } from '../workshop.ts';

const DIGEST = 'a1b2c3d4'.padEnd(64, '0');

function runbookWith(gates: string): Runbook {
  const loaded = parseRunbook(WORKSHOP.replace('  cutover: cutover\n', gates), 'image-archive.yml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.runbook;
}

const ONE = runbookWith('  cutover: go-live\n');
const TWO = runbookWith('  cutover: go-live\n  sign-off: [storage]\n  quorum: 2\n');
const SILENT = runbookWith('  cutover: go-live\n  comment: none\n');

const decision = (user: string, otherwise: Partial<SignedDecision> = {}): SignedDecision => ({
  environments: ['go-live'],
  state: 'approved',
  user,
  isPerson: true,
  comment: `seen, ${DIGEST.slice(0, 8)}`,
  ...otherwise,
});
const start = (user: string, otherwise: Partial<StartedBy> = {}): StartedBy => ({
  attempt: 1,
  user,
  isPerson: true,
  ...otherwise,
});

const judge = (
  runbook: Runbook,
  decisions: readonly SignedDecision[],
  {
    starters = [start('olga')],
    before = [],
  }: { readonly starters?: readonly StartedBy[]; readonly before?: readonly string[] } = {},
) => judgeApprovals(cutoverRules(runbook), decisions, starters, { digest: DIGEST, before });

test('one person who has not started the run approves it by its digest', () => {
  expect(judge(ONE, [decision('rita')])).toEqual({
    quorum: 1,
    people: ['rita'],
    problems: [],
    says: '1 of quorum 1, different people: rita',
  });
});

const STORAGE = { environments: ['Storage'] };

test.each<[string, Runbook, readonly SignedDecision[], RegExp]>([
  ['nobody', ONE, [], /go-live: nobody has approved it there/],
  ['who has started it', ONE, [decision('Olga')], /olga has started attempt 1/],
  ['an app', ONE, [decision('bot[bot]', { isPerson: false })], /bot\[bot\] is an app/],
  [
    'a rejection beside it',
    ONE,
    [decision('rita', { state: 'rejected' }), decision('tom')],
    /rejected by rita/,
  ],
  ['a state that nobody knows', ONE, [decision('rita', { state: 'pending' })], /pending by rita/],
  ['no comment', ONE, [decision('rita', { comment: '' })], /comment of rita does not name/],
  [
    'another digest',
    ONE,
    [decision('rita', { comment: 'ffffffff' })],
    /does not name the digest a1b2c3d4/,
  ],
  ['another gate', ONE, [decision('rita', STORAGE)], /nobody has approved it there/],
  [
    'one person at both gates',
    TWO,
    [decision('rita'), decision('RITA', STORAGE)],
    /1 of 2 different people/,
  ],
  ['one gate of two', TWO, [decision('rita')], /storage: nobody/],
])('%s is no approval', (_name, runbook, decisions, says) => {
  expect(judge(runbook, decisions).problems.join('; ')).toMatch(says);
});

test('an app that has started an attempt, and an account that is gone, are no people', () => {
  const starters = [
    start('olga'),
    start('ci[bot]', { attempt: 2, isPerson: false }),
    start('', { isPerson: false }),
  ];
  expect(judge(ONE, [decision('rita')], { starters }).problems).toEqual([
    'attempt 2 was started by ci[bot], which is no person',
    'attempt 1 was started by an account that is gone, which is no person',
  ]);
});

test('who has re-run it may not approve it, either', () => {
  const starters = [start('olga'), start('rita', { attempt: 2 })];
  expect(judge(ONE, [decision('rita')], { starters }).problems).toEqual([
    'rita has started attempt 2, and approved it',
  ]);
});

test('two people at two gates, in any spelling of their names', () => {
  expect(judge(TWO, [decision('rita'), decision('tom', STORAGE)]).problems).toEqual([]);
});

test('without the rule a comment may be anything', () => {
  expect(judge(SILENT, [decision('rita', { comment: '' })]).problems).toEqual([]);
});

test('what was decided before it was asked is not about it', () => {
  const earlier = [decision('rita', { comment: 'a1b2c3d4 of yesterday' })];
  const before = decisionLines(earlier);
  expect(judge(ONE, earlier, { before }).problems).toHaveLength(2);
  expect(judge(ONE, [...earlier, decision('tom')], { before }).people).toEqual(['tom']);
  // The same words once more are another decision.
  expect(judge(ONE, [...earlier, ...earlier], { before }).people).toEqual(['rita']);
});

/** GitHub spells a name always alike; this test does not. */
const said = (judged?: ReturnType<typeof judge>): Set<string> =>
  new Set(judged?.problems.map((one) => one.toLowerCase()));

test('the order in which GitHub tells decisions never matters', () => {
  const anyDecision = fc.record({
    environments: fc.constantFrom(['go-live'], ['storage'], ['go-live', 'storage'], ['other']),
    state: fc.constantFrom('approved', 'rejected'),
    ...{ user: fc.constantFrom('rita', 'Rita', 'tom', 'olga'), isPerson: fc.constant(true) },
    comment: fc.constantFrom('', 'a1b2c3d4'),
  });
  fc.assert(
    fc.property(
      fc
        .array(anyDecision, { maxLength: 6 })
        .chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length }),
            fc.nat(all.length),
          ),
        ),
      ([all, shuffled, count]) => {
        const before = decisionLines(all.slice(0, count));
        const [one, other] = [all, shuffled].map((told) => judge(TWO, told, { before }));
        expect(said(other)).toEqual(said(one));
        expect(other?.people.length).toBe(one?.people.length);
      },
    ),
  );
});

// Who may claim a migration from what, and what everybody else is told.
import { describe, expect, test } from '@jest/globals';
import {
  decideClaim,
  isLeased,
  isOfRun,
  lostSessionEnd,
  lostSessionsEnd,
  otherSessionsEnd,
  proofsHold,
} from '../../src/journal/claim.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Edge } from '../../src/journal/states.ts';
import { FORWARD, newestAfter, NIGHT, writer, written } from './written.ts';

const MINUTE = 60_000;
const LATER = NIGHT + LEASE_MS + 30 * MINUTE;
const other = writer({ run: '2002' });
const again = writer({ attempt: 2 });
const elsewhere = writer({ run: '2002', runbookFile: 'runbooks/other.yml' });
const otherRepository = writer({ run: '2002', repository: 'else/where' });

type Row = readonly [
  edges: readonly Edge[],
  by: typeof other,
  now: number,
  kind: 'claim' | 'held' | 'refused',
];

const ROLLED_BACK = [...FORWARD.slice(0, 6), 'undo-freeze'] as const;
const UNSETTLED = [...FORWARD, 'undo-switch'] as const;

test.each([
  [[], other, NIGHT, 'claim'],
  // Its own claim, whose answer was lost.
  [['claim'], writer(), NIGHT, 'held'],
  // GitHub starts another attempt only when the one before has ended.
  [['claim'], again, NIGHT, 'claim'],
  [['claim', 'prove'], again, NIGHT, 'claim'],
  // Another run waits until the lease is over, and a minute more.
  [['claim'], other, NIGHT, 'refused'],
  [['claim'], other, NIGHT + LEASE_MS + MINUTE - 1, 'refused'],
  [['claim'], other, NIGHT + LEASE_MS + MINUTE, 'claim'],
  [ROLLED_BACK, other, LATER, 'claim'],
  [[...UNSETTLED, 'list', 'settle'], other, LATER, 'claim'],
  // One share, one migration: whatever the time.
  [['claim'], elsewhere, LATER, 'refused'],
  [['claim'], otherRepository, LATER, 'refused'],
  [ROLLED_BACK, elsewhere, LATER, 'refused'],
  [['claim', 'abandon'], elsewhere, NIGHT, 'claim'],
  [[...FORWARD, 'finalize'], otherRepository, NIGHT, 'claim'],
  // A freeze may have been sent as soon as there was an approval: its run goes back first.
  [['claim', 'prove', 'approve'], other, LATER, 'refused'],
  [['claim', 'prove', 'approve'], again, LATER, 'refused'],
  [['claim', 'prove', 'approve', 'raise'], other, LATER, 'refused'],
  // Something is frozen, switched or unsettled.
  ...FORWARD.slice(3).map((_, i): Row => [FORWARD.slice(0, i + 4), other, LATER, 'refused']),
  [UNSETTLED, again, LATER, 'refused'],
  [[...UNSETTLED, 'list'], other, LATER, 'refused'],
  [[...UNSETTLED, 'give-up-list'], other, LATER, 'refused'],
] satisfies Row[])('after %j: %#', (edges, by, now, kind) => {
  const newest = edges.length === 0 ? undefined : newestAfter(edges);
  expect(decideClaim(newest, by, now).kind).toBe(kind);
});

test('a lease that was given back keeps nobody out', () => {
  const given = { ...newestAfter(['claim', 'note']), at: '2026-11-30T02:01:00.000Z' };
  const back = { ...given, leaseEnd: given.at };
  expect(decideClaim(given, other, NIGHT + MINUTE).kind).toBe('refused');
  expect(decideClaim(back, other, NIGHT + MINUTE).kind).toBe('claim');
  expect(decideClaim(back, elsewhere, NIGHT + MINUTE).kind).toBe('refused');
});

test('an attempt that is over claims nothing back', () => {
  expect(decideClaim(newestAfter(['claim'], again), writer(), LATER)).toMatchObject({
    kind: 'refused',
    failure: { got: 'prepared, held by run 1001, attempt 2, job sync' },
  });
});

test.each([
  [['claim'], other, 'start this one again after 2026-11-30 02:16:00 UTC'],
  [['claim'], elsewhere, 'finish the other one'],
  [['claim', 'prove', 'approve', 'freeze'], other, 'roll back first'],
] satisfies [readonly Edge[], typeof other, string][])(
  'a refusal names the owner with its link, and the cure (%#)',
  (edges, by, cure) => {
    const link = 'https://github.com/example/nfs-cutover/actions/runs/1001';
    const newest = newestAfter(edges, writer({ link }));
    const decision = decideClaim(newest, by, NIGHT);
    if (decision.kind !== 'refused') throw new Error(decision.kind);
    expect(decision.failure.got).toBe(
      `${newest.state}, held by run 1001, attempt 1, job sync, ${link}`,
    );
    expect(decision.failure.cure).toContain(cure);
  },
);

test.each([
  ['its run, an earlier attempt', { run: '1001', attempt: 2 }, true],
  ['its run and attempt', { run: '1001', attempt: 1 }, true],
  ['another run', { run: '2002', attempt: 2 }, false],
])('an entry is of a run: %s', (_, owner, expected) => {
  const entry = newestAfter(['claim']);
  expect(isOfRun(entry, owner)).toBe(expected);
  expect(isOfRun(entry, { ...owner, attempt: 0 })).toBe(false);
});

describe('a job of an earlier attempt that was lost behind the gate', () => {
  const cutover = writer({ job: 'cutover' });
  const second = { run: '1001', attempt: 2 };
  const FROZEN = FORWARD.slice(0, 4);

  test('may act until the session ends that it had when another job took over', () => {
    const lost = written(FROZEN, cutover);
    const end = NIGHT + 3 * MINUTE + LEASE_MS;
    expect(lostSessionEnd(lost, second)).toBe(end);
    const write = { nonce: 'f'.repeat(32), now: NIGHT + 9 * MINUTE, leaseEnd: LATER };
    const back = follow(lost.at(-1), 'undo-freeze', writer({ job: 'rollback' }), write);
    expect(lostSessionEnd([...lost, back], second)).toBe(end);
    // The report gives back what the lost job holds: its session lives on.
    const given = { ...write, leaseEnd: write.now };
    const note = follow(lost.at(-1), 'note', cutover, given);
    expect(lostSessionEnd([...lost, note], second)).toBe(end);
    expect(otherSessionsEnd([...lost, note], cutover.owner)).toBeUndefined();
    expect(otherSessionsEnd([...lost, note, back], writer({ job: 'report' }).owner)).toBe(LATER);
  });

  test.each([
    ['has confirmed', written(FORWARD, cutover), second],
    ['has gone back by itself', written([...FROZEN, 'undo-freeze'], cutover), second],
    ['is of the same attempt', written(FROZEN, cutover), { run: '1001', attempt: 1 }],
    ['is of another run', written(FROZEN, cutover), { run: '2002', attempt: 2 }],
    ['was not behind the gate', written(['claim', 'prove'], writer()), second],
  ])('does not count where it %s', (_, entries, owner) => {
    expect(lostSessionEnd(entries, owner)).toBeUndefined();
  });
});

describe('at the end of the run that holds the migration', () => {
  const lost = written(FORWARD.slice(0, 4), writer({ job: 'cutover' }));
  const end = NIGHT + 3 * MINUTE + LEASE_MS;
  const goBack = (by: typeof other) =>
    follow(lost.at(-1), 'undo-freeze', by, {
      ...{ nonce: 'f'.repeat(32), now: NIGHT + 9 * MINUTE, leaseEnd: LATER },
    });
  const closed = written([...FORWARD, 'finalize'], writer({ job: 'cutover' }));

  test.each([
    ['its own lost job', lost, end],
    ['its own lost job, behind a rollback', [...lost, goBack(writer({ job: 'rollback' }))], end],
    ['the lost job of another run', [...lost, goBack(other)], end],
    ['a later attempt that was lost', written(FORWARD.slice(0, 4), again), end],
    [
      'a job that has gone back by itself',
      [...lost, goBack(writer({ job: 'cutover' }))],
      undefined,
    ],
    ['a migration of which all is confirmed', written(FORWARD, other), undefined],
    ['no entry', [], undefined],
    ['a migration that is closed, and a new claim', [...closed, claimBehind(closed)], undefined],
  ])('%s', (_, entries, expected) => {
    expect(lostSessionsEnd(entries)).toBe(expected);
  });

  test('a lease that ends as that session keeps its slack, also where the session is over', () => {
    const over = { ...goBack(other), at: new Date(end + 30_000).toISOString() };
    const given = { ...over, leaseEnd: new Date(end).toISOString() };
    expect(isLeased(given, end + MINUTE - 1)).toBe(true);
    expect(isLeased(given, end + MINUTE)).toBe(false);
  });
});

function claimBehind(entries: readonly Entry[]): Entry {
  const write = { nonce: 'f'.repeat(32), now: LATER, leaseEnd: LATER };
  return follow(entries.at(-1), 'claim', other, write);
}

describe('proofs of an earlier attempt', () => {
  const AGAIN = [...ROLLED_BACK, 'approve-again'] as const satisfies readonly Edge[];

  test.each<[string, readonly Edge[], boolean]>([
    ['nothing was ever claimed', [], false],
    ['nothing was proven', ['claim'], false],
    ['nothing was begun since', ['claim', 'prove', 'approve'], true],
    ['the freeze was undone', ROLLED_BACK, true],
    ['the freeze was undone, and this attempt goes on', AGAIN, true],
    ['a person settled it where nothing was written', [...ROLLED_BACK, 'settle'], false],
    ['the gateway served', FORWARD, false],
    ['the switch was undone and settled', [...UNSETTLED, 'list', 'settle', 'approve-again'], false],
    ['it was switched before the proof', [...UNSETTLED, 'list', 'settle', 'claim', 'prove'], true],
  ])('where %s', (_, edges, holds) => {
    expect(proofsHold(written(edges, writer()), '1001')).toBe(holds);
    expect(proofsHold(written(edges, writer()), '2002')).toBe(false);
  });

  test.each([
    ['one file was written', 1, false],
    ['the list is empty', 0, true],
  ])('after a switch that was undone, where %s', (_, count, holds) => {
    const open = written(UNSETTLED, writer());
    const write = { nonce: 'f'.repeat(32), now: NIGHT, leaseEnd: LATER };
    const says = { written: { count, digest: '0'.repeat(64) } };
    const listed = follow(open.at(-1), 'list', writer(), { ...write, says });
    const settled = follow(listed, 'settle', writer(), write);
    const next = follow(settled, 'approve-again', writer({ attempt: 2 }), write);
    expect(proofsHold(open, '1001')).toBe(false);
    for (const more of [[listed], [listed, settled], [listed, settled, next]])
      expect(proofsHold([...open, ...more], '1001')).toBe(holds);
  });

  test('do not count where a switch was begun and nobody knows whether it was made', () => {
    const before = written(FORWARD.slice(0, 6), writer());
    const write = { nonce: 'f'.repeat(32), now: NIGHT, leaseEnd: LATER };
    const begun = follow(before.at(-1), 'note', writer(), {
      ...write,
      says: { intent: 'switched' },
    });
    const back = follow(begun, 'undo-switch', writer(), write);
    expect(proofsHold([...before, begun], '1001')).toBe(false);
    expect(proofsHold([...before, begun, back], '1001')).toBe(false);
  });
});

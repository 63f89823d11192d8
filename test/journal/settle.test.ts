// Who may settle a rollback, and of which round a person speaks.
import { expect, test } from '@jest/globals';
import type { Entry } from '../../src/journal/entry.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Writer } from '../../src/journal/follow.ts';
import { decideSettle, findRound, listedBy } from '../../src/journal/settle.ts';
import type { Edge } from '../../src/journal/states.ts';
import { FORWARD, NIGHT, nonceOf, written, writer } from './written.ts';

const MINUTE = 60_000;
/** After the lease of every entry here. */
const LATER = NIGHT + LEASE_MS + 60 * MINUTE;

const person = writer({ run: '3003', job: 'settle' });
const again = writer({ run: '3003', attempt: 2, job: 'settle' });
const other = writer({ run: '4004', job: 'settle' });
const elsewhere = writer({ run: '3003', runbookFile: 'runbooks/other.yml' });
const otherRepository = writer({ run: '3003', repository: 'else/where' });

const OPEN = [...FORWARD, 'undo-switch'] as const;
const LISTED = [...OPEN, 'list'] as const;
const UNKNOWN = [...OPEN, 'give-up-list'] as const;
const NEXT_ROUND = [...LISTED, 'settle', 'claim'] as const;

const SETTLED = { decision: 'source', by: 'carol', ticket: 'CHG1', reason: 'r' } as const;

/** `edges` by run 1001, then `more` by `by`. */
function journal(edges: readonly Edge[], more: readonly Edge[] = [], by: Writer = person): Entry[] {
  const entries = written(edges);
  for (const edge of more) {
    const now = NIGHT + entries.length * MINUTE;
    const says = edge === 'settle' ? { settled: SETTLED } : {};
    const write = { nonce: nonceOf(entries.length + 1), now, leaseEnd: now + LEASE_MS, says };
    entries.push(follow(entries.at(-1), edge, by, write));
  }
  return entries;
}

interface Case {
  readonly entries: readonly Entry[];
  readonly run?: string;
  readonly by?: Writer;
  readonly now?: number;
  readonly unknownToo?: boolean;
}

const decide = ({ entries, run = '1001', by = person, now = LATER, unknownToo = false }: Case) =>
  decideSettle({ entries, run }, by, { now, unknownToo });

test.each<[string, Case]>([
  ['listed', { entries: journal(LISTED) }],
  [
    'listed, and the person says that it may be unknown',
    { entries: journal(LISTED), unknownToo: true },
  ],
  [
    'nothing was frozen for long: the task is opened',
    { entries: journal(['claim', 'prove', 'approve', 'freeze', 'undo-freeze']) },
  ],
  ['settled by the list itself, by nobody', { entries: journal([...LISTED, 'settle']) }],
  ['unknown, and the person says so', { entries: journal(UNKNOWN), unknownToo: true }],
  [
    'undone and listed by another run',
    { entries: journal(FORWARD, ['raise', 'undo-switch', 'list']), run: '3003' },
  ],
  [
    'the same, named by the run that was undone',
    { entries: journal(FORWARD, ['raise', 'undo-switch', 'list']) },
  ],
  [
    'begun by an earlier attempt whose lease lasts',
    { entries: journal(LISTED, ['note']), by: again, now: NIGHT },
  ],
])('%s: it is settled', (_name, one) => {
  expect(decide(one)).toEqual({ kind: 'settle', newest: one.entries.at(-1) });
});

test('settled by this run already: nothing is done twice', () => {
  const entries = journal(LISTED, ['settle', 'note']);
  expect(decide({ entries, by: again }).kind).toBe('settled');
});

test.each<[string, Case, string]>([
  [
    'an empty journal',
    { entries: [] },
    'got no entry; do nothing was changed: see that the runbook',
  ],
  ['a migration that is over', { entries: journal([...FORWARD, 'finalize']) }, 'got finalized'],
  [
    'another runbook',
    { entries: journal(LISTED), by: elsewhere },
    'expected that of runbooks/other.yml',
  ],
  ['another repository', { entries: journal(LISTED), by: otherRepository }, 'in else/where, got'],
  [
    'a run that took no part',
    { entries: journal(LISTED), run: '4242' },
    'expected run 4242 to have',
  ],
  [
    'a run of the round before',
    { entries: journal([...LISTED, 'settle'], ['claim']) },
    'round 2, prepared',
  ],
  ['nothing frozen or switched', { entries: journal(['claim', 'prove']) }, 'Decide at the gate'],
  ['a confirmed cutover', { entries: journal(FORWARD) }, 'got confirmed'],
  ['a list that is not made yet', { entries: journal(OPEN) }, 'got rolled-back-open'],
  [
    'settled by another person',
    { entries: journal(LISTED, ['settle', 'note'], other) },
    'Start another run',
  ],
  ['a next round', { entries: journal(NEXT_ROUND) }, 'got prepared'],
  ['unknown, and nothing said of it', { entries: journal(UNKNOWN) }, 'although-unknown: true'],
  [
    'another run that may still act',
    { entries: journal(LISTED), now: NIGHT },
    'start this one again after 2026-11-30',
  ],
])('%s: it is refused, with what to do', (_name, one, says) => {
  const decision = decide(one);
  if (decision.kind !== 'refused') throw new Error(decision.kind);
  const { what, expected, got, cure } = decision.failure;
  expect(`${what}: expected ${expected}, got ${got}; do ${cure}`).toContain(says);
  expect(cure).toMatch(/^nothing was changed/);
  expect(decision.code).toBe(one.now === NIGHT ? 'busy' : 'not-ready');
});

test('a refusal for a short list says why it is short', () => {
  const entries = journal(UNKNOWN);
  const why = 'the gateway had not uploaded everything';
  const newest = { ...(entries.at(-1) as Entry), written: { since: '', why } };
  expect(decide({ entries: [...entries.slice(0, -1), newest] })).toMatchObject({
    failure: { cure: expect.stringContaining(`(${why})`) },
  });
});

test('every run that took part in the newest round names it', () => {
  const entries = journal(FORWARD, ['raise', 'undo-switch']);
  for (const run of ['1001', '3003'])
    expect(findRound({ entries, run }, person).kind).toBe('found');
  expect(findRound({ entries, run: '2002' }, person).kind).toBe('refused');
});

test('the list is that of the newest rollback, whatever was noted behind it', () => {
  const entries = journal(
    [...LISTED, 'settle', ...FORWARD, 'undo-switch', 'list', 'note'],
    ['note'],
  );
  expect(listedBy(entries)).toBe(entries.at(-3));
  expect(listedBy(journal(OPEN))).toBeUndefined();
});

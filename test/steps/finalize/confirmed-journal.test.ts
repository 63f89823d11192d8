// What finalize reads in the journal, and what it adds: the newest state must be the named run's confirmation.
import { describe, expect, test } from '@jest/globals';
import { entryText, PROBE_TEXT } from '../../../src/journal/entry.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { follow } from '../../../src/journal/follow.ts';
import type { JournalLog } from '../../../src/journal/log.ts';
import type { ShortSession } from '../../../src/aws/connection.ts';
import type { Edge } from '../../../src/journal/states.ts';
import {
  announceEnd,
  closeMigration,
  readConfirmedJournal,
} from '../../../src/steps/finalize/confirmed-journal.ts';
import { logOf, model } from '../../journal/store-model.ts';
import type { Model } from '../../journal/store-model.ts';
import { FORWARD, NIGHT, nonceOf, PROVEN, writer, written } from '../../journal/written.ts';
import { contextOf } from '../preflight/context.ts';

const RUN = '1001';
const context = contextOf({
  run: { id: '77', attempt: 1, job: 'finalize', stepId: 'finalize', url: undefined },
  env: { GITHUB_REPOSITORY: 'example/nfs-cutover' },
  clock: { now: () => NIGHT, sleep: () => Promise.resolve() },
});

function journalOf(entries: readonly Entry[]): Model {
  const store = model(() => 'answered');
  const put = (sequence: number, text: string) =>
    store.objects.set(`journal/share-0A1B2C3D/${String(sequence).padStart(10, '0')}.json`, text);
  if (entries.length > 0) put(0, PROBE_TEXT);
  for (const entry of entries) put(entry.sequence, entryText(entry));
  return store;
}

const read = (entries: readonly Entry[], run = RUN) =>
  readConfirmedJournal(context, logOf(journalOf(entries)), run);

/** More edges behind some entries, by another job. */
function andThen(entries: readonly Entry[], edges: readonly Edge[], by = writer({ run: '3003' })) {
  const all = [...entries];
  for (const edge of edges) {
    const nonce = nonceOf(all.length + 1);
    const says = edge === 'prove' ? { proven: PROVEN } : {};
    all.push(follow(all.at(-1), edge, by, { nonce, now: NIGHT, leaseEnd: NIGHT, says }));
  }
  return all;
}

const CONFIRMED = written(FORWARD);

describe('passes', () => {
  test.each<[string, readonly Entry[]]>([
    ['the confirmation of the run', CONFIRMED],
    ['the confirmation, with a note of its own run behind it', written([...FORWARD, 'note'])],
    ['an earlier try that was stopped', andThen(CONFIRMED, ['note'], writer({ run: '55' }))],
    [
      'an earlier try that came to its end',
      andThen(CONFIRMED, ['finalize'], writer({ run: '55' })),
    ],
  ])('%s', async (_, entries) => {
    const { newest, problems } = await read(entries);
    expect([newest, problems]).toEqual([entries.at(-1), []]);
  });
});

describe('is in the way', () => {
  const elsewhere = writer({ repository: 'else/where' });
  test.each<[string, readonly Entry[], string, string]>([
    ['an empty journal', [], RUN, 'expected confirmed by run 1001, got no entry'],
    ...(FORWARD.slice(0, -1) as readonly Edge[]).map(
      (edge, i): [string, readonly Entry[], string, string] => [
        `a run that came no further than "${edge}"`,
        written(FORWARD.slice(0, i + 1)),
        RUN,
        'got ',
      ],
    ),
    ['another run', CONFIRMED, '1002', 'expected confirmed by run 1002, got confirmed by run 1001'],
    [
      'the run of a stopped try',
      andThen(CONFIRMED, ['note'], writer({ run: '55' })),
      '55',
      'got confirmed by run 1001',
    ],
    [
      'a rollback since',
      andThen(CONFIRMED, ['undo-switch']),
      RUN,
      'got rolled-back-open, by run 3003',
    ],
    [
      'a rollback since that is settled',
      andThen(CONFIRMED, ['undo-switch', 'list', 'settle']),
      RUN,
      'got rolled-back-settled',
    ],
    [
      'the next migration',
      andThen(CONFIRMED, ['finalize', 'claim']),
      RUN,
      'got prepared, by run 3003',
    ],
    [
      'the next migration, confirmed',
      andThen(CONFIRMED, ['finalize', ...FORWARD]),
      RUN,
      'got confirmed by run 3003',
    ],
    ['another repository', written(FORWARD, elsewhere), RUN, 'in else/where'],
    [
      'another runbook',
      written(FORWARD, writer({ runbookFile: 'runbooks/other.yml' })),
      RUN,
      'that of runbooks/other.yml',
    ],
  ])('%s', async (_, entries, run, said) => {
    const { newest, problems } = await read(entries, run);
    const [{ what, expected, got } = { what: '', expected: '', got: '' }] = problems;
    expect([newest, problems.length]).toEqual([undefined, 1]);
    expect(`${what}: expected ${expected}, got ${got}`).toContain(said);
  });
});

test('it says first what it is about to do, and closes the migration at its end', async () => {
  const store = journalOf(CONFIRMED);
  const log = logOf(store);
  const { session, look } = watched();
  const hold = await announceEnd(context, { journal: log, session }, CONFIRMED.at(-1));
  const announced = hold?.entry as Entry;
  expect(announced).toMatchObject({
    state: 'confirmed',
    intent: 'finalized',
    owner: { run: '77' },
  });
  await look();
  const closed = await closeMigration(context, log, hold?.entry as Entry);
  expect(closed).toMatchObject({ state: 'finalized', intent: null, epoch: announced.epoch + 1 });
  expect((await log.read()).at(-1)).toEqual(closed);
});

const announce = (_: typeof context, journal: JournalLog, newest: Entry) =>
  announceEnd(context, { journal, session: watched().session }, newest);

test.each([
  ['announce', announce],
  ['close', closeMigration],
] as const)('where another job was first, %s is refused', async (_, act) => {
  const log = logOf(journalOf(andThen(CONFIRMED, ['undo-switch'])));
  await expect(act(context, log, CONFIRMED.at(-1) as Entry)).rejects.toThrow(
    /expected this job to hold it, got rolled-back-open, held by run 3003/,
  );
});

test.each([
  ['announced', CONFIRMED, 'raise', 'confirmed'],
  ['closed by an earlier try', andThen(CONFIRMED, ['finalize']), 'claim', 'prepared'],
] as const)('%s, and overtaken behind it: no session is opened', async (_, before, edge, now) => {
  const newest = before.at(-1) as Entry;
  const open = newest.state === 'confirmed' ? newest : undefined;
  const store = journalOf(before);
  const { session, look } = watched();
  await announceEnd(context, { journal: logOf(store), session }, open);
  await look();
  const entries = await logOf(store).read();
  for (const [key, text] of journalOf(andThen(entries, [edge])).objects)
    store.objects.set(key, text);
  await expect(look()).rejects.toThrow(
    `expected this job to hold it, got ${now}, held by run 3003`,
  );
});

/** A session, and what it looks at before it is opened. */
function watched() {
  let look = (): Promise<void> => Promise.reject(new Error('nobody looks'));
  const session: ShortSession = {
    credentials: undefined,
    keep: () => look(),
    leaseEnd: () => undefined,
    beforeRenewal: (given) => {
      look = given;
    },
  };
  return { session, look: () => look() };
}

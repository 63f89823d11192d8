// The log under writers that race: whatever is lost, late or refused, each sequence has one writer and the chain holds.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../../src/core/clock.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { decideClaim } from '../../src/journal/claim.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Writer } from '../../src/journal/follow.ts';
import { JournalLog, TRIES } from '../../src/journal/log.ts';
import type { JournalStore } from '../../src/journal/log.ts';
import { newestAfter, NIGHT, nonceOf, SHARE, writer, written } from './written.ts';

/** What becomes of one request to create an object. */
type Fate = 'answered' | 'never sent' | 'answer lost' | 'conflict' | 'late' | 'read fails';

const failed = (status?: number): CutoverError =>
  new CutoverError('aws-unavailable', {
    ...{
      what: 's3:PutObject',
      expected: 'an answer',
      got: `HTTP ${status ?? 'nothing'}`,
      cure: '',
    },
    cause: { $metadata: { httpStatusCode: status } },
  });

interface Model extends JournalStore {
  readonly objects: Map<string, string>;
  /** Requests that have not arrived yet. */
  readonly late: (() => void)[];
}

/** A store that creates each object once; `fate` decides what its client learns, `turn` when each call is served. */
function model(fate: () => Fate, turn: () => Promise<void> = async () => {}): Model {
  const objects = new Map<string, string>();
  const late: (() => void)[] = [];
  let readFails = false;
  const create = (key: string, text: string): boolean => {
    if (objects.has(key)) return false;
    objects.set(key, text);
    return true;
  };
  return {
    ...{ name: 'evidence', objects, late },
    create: async (key, text) => {
      await turn();
      const is = fate();
      if (is === 'never sent') throw failed();
      if (is === 'conflict') throw failed(409);
      if (is === 'late') {
        late.push(() => void create(key, text));
        throw failed();
      }
      readFails = is === 'read fails';
      const created = create(key, text);
      if (is === 'answer lost' || is === 'read fails') throw failed();
      return created ? 'created' : 'exists';
    },
    read: async (key) => {
      await turn();
      if (readFails) {
        readFails = false;
        throw failed(500);
      }
      return objects.get(key);
    },
    names: async (prefix) => {
      await turn();
      return [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .sort();
    },
  };
}

const still: Clock = { now: () => NIGHT, sleep: async () => {} };
const { signal } = new AbortController();
const logOf = (store: JournalStore, clock = still): JournalLog =>
  new JournalLog(store, SHARE, { clock, signal });

/** Reads, decides, writes, until the writer holds the migration, is refused, or does not know. */
async function claim(store: Model, by: Writer, nonce: () => string): Promise<Entry | string> {
  const log = logOf(store);
  try {
    await log.assertConditions();
    for (;;) {
      const newest = await log.newest();
      const decision = decideClaim(newest, by, NIGHT);
      if (decision.kind === 'refused') return 'refused';
      if (decision.kind === 'held') return decision.entry;
      const write = { nonce: nonce(), now: NIGHT, leaseEnd: NIGHT + LEASE_MS };
      const appended = await log.append(follow(newest, 'claim', by, write));
      if (appended.kind === 'done') return appended.entry;
    }
  } catch (thrown) {
    if (thrown instanceof CutoverError && thrown.code === 'aws-unavailable') return 'unknown';
    throw thrown;
  }
}

const FATES: readonly Fate[] = [
  ...(['answered', 'answered', 'answered', 'never sent', 'answer lost'] as const),
  ...(['conflict', 'late', 'read fails'] as const),
];

describe('writers that race', () => {
  test.each([2, 3])('%i runs: one holds the migration, whatever is lost', async (count) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.constantFrom(...FATES)),
        fc.infiniteStream(fc.boolean()),
        async (scheduler, fates, arrivals) => {
          const store: Model = model(
            () => fates.next().value as Fate,
            async () => {
              await scheduler.schedule(Promise.resolve());
              if (arrivals.next().value === true) store.late.shift()?.();
            },
          );
          let nonces = 0;
          const nonce = (): string => nonceOf((nonces += 1));
          const ends = Array.from({ length: count }, (_, i) =>
            claim(store, writer({ run: String(1001 + i) }), nonce),
          );
          await scheduler.waitFor(Promise.all(ends));
          for (const arrives of store.late) arrives();
          const ended = await Promise.all(ends);
          const entries = await readAll(store);
          const holders = ended.filter((one) => typeof one !== 'string');
          // A first claim is alone in its journal: everybody else is refused while its lease lives.
          expect(entries.length).toBeLessThanOrEqual(1);
          expect(holders.length).toBeLessThanOrEqual(1);
          for (const holder of holders) expect(holder).toEqual(entries[0]);
          if (holders.length === 0) expect(ended).toContain('unknown');
        },
      ),
      { numRuns: 100, seed: 12 },
    );
  });

  test('attempts of one run that all write: each sequence has one writer, and the chain is whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.constantFrom(...FATES)),
        async (scheduler, fates) => {
          const store: Model = model(
            () => fates.next().value as Fate,
            async () => {
              await scheduler.schedule(Promise.resolve());
            },
          );
          let nonces = 0;
          const nonce = (): string => nonceOf((nonces += 1));
          const claims = [1, 2, 3].map((attempt) => claim(store, writer({ attempt }), nonce));
          await scheduler.waitFor(Promise.all(claims));
          for (const arrives of store.late) arrives();
          const held = (await Promise.all(claims)).filter((one) => typeof one !== 'string');
          const entries = await readAll(store);
          expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i + 1));
          expect(entries.map(({ epoch }) => epoch)).toEqual(entries.map((_, i) => i + 1));
          for (const one of held) expect(entries[one.sequence - 1]).toEqual(one);
          const attempts = entries.map(({ owner }) => owner.attempt);
          expect(attempts).toEqual([...new Set(attempts)].sort());
        },
      ),
      { numRuns: 100, seed: 12 },
    );
  });
});

/** The journal as its store has it, through a client for whom nothing is lost. */
async function readAll({ objects }: Model): Promise<readonly Entry[]> {
  const quiet = model(() => 'answered');
  for (const [key, text] of objects) quiet.objects.set(key, text);
  return logOf(quiet).read();
}

const PREFIX = 'journal/share-0A1B2C3D/';
const [first] = written(['claim']) as [Entry];

describe('one write', () => {
  test.each([
    [['answer lost'], 'done'],
    [['conflict', 'answered'], 'done'],
    [['never sent', 'answer lost'], 'done'],
    [['read fails', 'answered'], 'done'],
    [['late', 'answered'], 'done'],
  ] satisfies [Fate[], string][])('%j ends as %s', async (fates, kind) => {
    const store = model(() => fates.shift() ?? 'answered');
    expect(await logOf(store).append(first)).toMatchObject({ kind });
    expect(store.objects.size).toBe(1);
  });

  test.each(['answered', 'answer lost', 'conflict'] as const)(
    'where another entry stands, %s is lost to it',
    async (fate) => {
      const store = model(() => fate);
      const there = newestAfter(['claim'], writer({ run: '2002' }));
      store.objects.set(`${PREFIX}0000000001.json`, entryText({ ...there, nonce: nonceOf(9) }));
      expect(await logOf(store).append(first)).toMatchObject({
        kind: 'lost',
        to: { owner: { run: '2002' } },
      });
    },
  );

  test('it gives up after a limit, with the last error, and sleeps longer each time', async () => {
    let sent = 0;
    const slept: number[] = [];
    const store = model(() => {
      sent += 1;
      return 'never sent';
    });
    const clock: Clock = { now: () => NIGHT, sleep: async (ms) => void slept.push(ms) };
    await expect(logOf(store, clock).append(first)).rejects.toThrow(
      `s3://evidence/${PREFIX}0000000001.json: expected to be written, or to be there, after 6 tries`,
    );
    expect(sent).toBe(TRIES);
    expect(slept).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  test('what no try can change is thrown at once, but not before a look', async () => {
    const denied = new CutoverError('aws-denied', { what: 'x', expected: '', got: '', cure: '' });
    const store = model(() => 'answered');
    let sent = 0;
    const refusing: JournalStore = {
      ...store,
      create: async () => {
        sent += 1;
        throw denied;
      },
    };
    await expect(logOf(refusing).append(first)).rejects.toBe(denied);
    expect(sent).toBe(1);
    store.objects.set(`${PREFIX}0000000001.json`, entryText(first));
    expect(await logOf(refusing).append(first)).toMatchObject({ kind: 'done' });
  });
});

describe('the probe', () => {
  test('a store that ignores conditions is refused, even if its first answers are lost', async () => {
    for (const lost of [0, 1, 2]) {
      let count = 0;
      const store: JournalStore = {
        ...model(() => 'answered'),
        create: async () => {
          if ((count += 1) <= lost) throw failed();
          return 'created';
        },
      };
      await expect(logOf(store).assertConditions()).rejects.toThrow(
        'got HTTP 200 a second time: this store ignores conditions',
      );
    }
  });

  test('other bytes in its place are refused', async () => {
    const store = model(() => 'answered');
    store.objects.set(`${PREFIX}0000000000.json`, '{}');
    await expect(logOf(store).assertConditions()).rejects.toThrow('other bytes');
  });
});

describe('a journal that is not whole', () => {
  const [one, two] = written(['claim', 'prove']) as [Entry, Entry];
  const whole = {
    '0000000000.json': PROBE_TEXT,
    '0000000001.json': entryText(one),
    '0000000002.json': entryText(two),
  };
  const read = async (objects: Readonly<Record<string, string>>) => {
    const store = model(() => 'answered');
    for (const [name, text] of Object.entries(objects)) store.objects.set(`${PREFIX}${name}`, text);
    return [await logOf(store).newest(), (await logOf(store).read()).length];
  };
  const without = (name: keyof typeof whole) => {
    const { [name]: _, ...rest } = whole;
    return rest;
  };

  test('a whole one is read', async () => {
    expect(await read(whole)).toEqual([two, 2]);
    expect(await read({})).toEqual([undefined, 0]);
    expect(await read({ '0000000000.json': PROBE_TEXT })).toEqual([undefined, 0]);
  });

  test.each([
    ['expected this name in the listing, got "0000000001.json"', without('0000000000.json')],
    ['expected this name in the listing, got "0000000002.json"', without('0000000001.json')],
    ['expected this name in the listing, got "zzz.txt"', { ...whole, 'zzz.txt': '' }],
    ['expected this name in the listing, got "1.json"', { ...whole, '1.json': '' }],
    ['got "side/0000000003.json"', { ...whole, 'side/0000000003.json': '' }],
    ['expected sequence 3, as in its key, got 2', { ...whole, '0000000003.json': entryText(two) }],
    [
      'expected before:',
      { ...whole, '0000000001.json': entryText({ ...one, epoch: 1, round: 2 }) },
    ],
  ])('%s', async (message, objects) => {
    await expect(read(objects)).rejects.toThrow(message);
  });
});

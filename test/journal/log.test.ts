// The log alone: one write, the probe, and a journal that is not whole.
import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../src/core/clock.ts';
import { CutoverError } from '../../src/core/errors.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { TRIES } from '../../src/journal/log.ts';
import type { JournalStore } from '../../src/journal/log.ts';
import { failed, logOf, model } from './store-model.ts';
import type { Fate } from './store-model.ts';
import { newestAfter, NIGHT, nonceOf, writer, written } from './written.ts';

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

  test('it creates nothing that no reader would take', async () => {
    const store = model(() => 'answered');
    const written = { since: first.at, why: 'two\nlines' };
    await expect(logOf(store).append({ ...first, written })).rejects.toThrow('expected written');
    expect(store.objects.size).toBe(0);
  });

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

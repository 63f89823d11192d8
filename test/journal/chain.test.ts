// Entries as they are read again: whatever is not an entry of ours, in its place, is one clear error.
import { expect, test } from '@jest/globals';
import { checkLink, readEntry } from '../../src/journal/chain.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { FORWARD, newestAfter, written } from './written.ts';

const [first, second] = written(FORWARD) as [Entry, Entry];

const read = (text: string, sequence = 2) => readEntry({ place: 's3://b/2.json', sequence, text });
const changed = (members: object): string => `${canonicalJson({ ...second, ...members })}\n`;

test('an entry is read as it was written', () => {
  expect(read(entryText(second))).toEqual(second);
  expect(entryText(second)).toMatch(
    /^\{"approved":null,"at":"2026-11-30T02:01:00\.000Z","before":.*\}\n$/,
  );
});

test.each([
  ['{', 'expected an entry as JSON, got "{"'],
  ['[]\n', 'expected an object, got []'],
  ['null', 'expected an object, got null'],
  [changed({ format: 2 }), 'expected format: 1, the one format that this version reads, got 2'],
  [changed({ more: 1 }), 'expected only known members, got "more"'],
  [changed({ nonce: undefined }), 'expected nonce: 32 hexadecimal digits, got nothing'],
  [changed({ nonce: 'x' }), 'expected nonce: 32 hexadecimal digits, got "x"'],
  [changed({ state: 'done' }), 'expected state: one of prepared, proven'],
  [changed({ intent: '' }), 'expected intent: one of prepared, proven'],
  [changed({ epoch: 0 }), 'expected epoch: a whole number from 1, got 0'],
  [changed({ epoch: 1.5 }), 'expected epoch: a whole number from 1, got 1.5'],
  [changed({ at: '2026-11-30' }), 'expected at: a time such as 2026-11-30T02:00:00.000Z'],
  [changed({ at: '2026-02-30T02:00:00.000Z' }), 'expected at: a time such as'],
  [changed({ servers: [] }), 'expected servers: the ids of servers, got []'],
  [changed({ runbook: 'a\u0007b' }), 'expected runbook: text of one line, got "a\\u0007b"'],
  [changed({ runbook: 'a\u009bb' }), 'expected runbook: text of one line, got "a?b"'],
  [changed({ owner: { ...second.owner, link: 'javascript:1' } }), 'expected owner: an object with'],
  [changed({ owner: { ...second.owner, name: 'x' } }), 'expected owner: an object with'],
  [changed({ written: { count: 1 } }), 'expected written: an object with count, digest, or an'],
  [changed({ split: [] }), 'expected split: the ids of servers, got []'],
  [changed({ detached: [] }), 'expected detached: servers, each with its boot, got []'],
  [changed({ detached: [{ server: 'i-1' }] }), 'expected detached: servers, each with its boot'],
  [changed({ sequence: 3 }), 'expected sequence 2, as in its key, got 3'],
  [entryText(second).trim(), 'expected the one spelling of an entry, got another spelling'],
  [` ${entryText(second)}`, 'expected the one spelling of an entry, got another spelling'],
  [entryText(second).replace('{', '{"at":"x",'), 'expected the one spelling of an entry'],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(`journal entry s3://b/2.json: ${message}`);
});

test('an entry may name servers of a split and left mounts, and one of earlier versions does not', () => {
  const split = ['i-1', 'i-2'];
  const detached = [{ server: 'i-1', boot: 'b00t' }];
  expect(read(changed({ split, detached }))).toEqual({ ...second, split, detached });
  expect(Object.keys(second)).not.toContain('split');
  expect(Object.keys(second)).not.toContain('detached');
});

test('members that every object inherits are no members', () => {
  expect(() => read(entryText(second).replace('{', '{"__proto__":{},'))).toThrow(
    'expected only known members, got "__proto__"',
  );
});

const link = (entry: Entry, before: Entry | undefined, text: string) => () => {
  checkLink(entry, before, { place: 's3://b/2.json', text });
};

test('an entry follows the one before by digest, state and epoch', () => {
  expect(link(second, first, entryText(first))).not.toThrow();
  expect(link(first, undefined, PROBE_TEXT)).not.toThrow();
});

test.each([
  [second, first, PROBE_TEXT, `got ${second.before}`],
  [first, undefined, 'other', `got ${first.before}`],
  [second, undefined, entryText(first), 'expected a state that can follow nothing, got proven'],
  [
    { ...second, state: 'switched' } as const,
    first,
    entryText(first),
    'expected a state that can follow prepared, got switched',
  ],
  [second, { ...first, epoch: 9 }, entryText(first), 'expected an epoch from 9, got 1'],
])('a broken link is refused (%#)', (entry, before, text, message) => {
  expect(link(entry, before, text)).toThrow(message);
});

test('what is remembered goes from entry to entry, and the epoch rises with the direction', () => {
  const back = written([...FORWARD, 'raise', 'undo-switch', 'list', 'settle', 'claim']);
  expect(back.map(({ state, epoch, round }) => `${state} ${epoch} ${round}`)).toEqual([
    'prepared 1 1',
    'proven 1 1',
    'approved 2 1',
    'frozen 2 1',
    'resynced 2 1',
    'reproven 2 1',
    'switched 2 1',
    'confirmed 2 1',
    'confirmed 3 1',
    'rolled-back-open 3 1',
    'rolled-back-listed 3 1',
    'rolled-back-settled 4 1',
    'prepared 5 2',
  ]);
  expect(new Set(back.map(({ migration }) => migration)).size).toBe(1);
  expect(newestAfter(['claim', 'abandon', 'claim'])).toMatchObject({
    ...{ migration: '000000000000', round: 1, epoch: 3, epochNonce: '3'.padStart(32, '0') },
  });
});

test('an edge that does not begin at the state is refused', () => {
  expect(() => written(['claim', 'switch'])).toThrow(
    `the migration's state, for the edge "switch": expected a state from which it begins, got prepared`,
  );
});

// What the change issue waits for behind a run: the whole table of the journal's states.
import { expect, test } from '@jest/globals';
import type { Entry } from '../../../src/journal/entry.ts';
import { STATES } from '../../../src/journal/states.ts';
import { nextOf } from '../../../src/steps/report/standing.ts';

const runbookFile = 'runbooks/x.yml';
const entry = (more: Partial<Entry>): Entry =>
  ({ runbook: runbookFile, state: 'confirmed', ...more }) as Entry;
const next = (found: Entry | null | undefined, inDoubt = false, hasBegun = true) =>
  nextOf({ runbookFile }, { entry: found, hasBegun, inDoubt });

test('files that lie only behind the gateway are a person’s matter until they are settled', () => {
  const waiting = STATES.filter((state) => next(entry({ state })) !== 'nothing');
  expect(waiting).toEqual(['rolled-back-open', 'rolled-back-listed', 'rolled-back-unknown']);
  for (const state of waiting) expect(next(entry({ state }))).toBe('settle');
  // They outweigh a doubt: the report that says how to settle them says this, too.
  expect(next(entry({ state: 'rolled-back-open' }), true)).toBe('settle');
  expect(next(entry({ state: 'rolled-back-open', runbook: 'runbooks/y.yml' }))).toBe('nothing');
});

test.each([
  ['a split', { state: 'frozen', split: ['i-2'] }, 'settle'],
  [
    'a mount left lazily',
    { state: 'rolled-back-none', detached: [{ server: 'i-2', boot: 'b' }] },
    'settle',
  ],
  ['none', { state: 'rolled-back-none', split: [], detached: [] }, 'nothing'],
  ['settled since', { state: 'rolled-back-settled', split: ['i-2'] }, 'nothing'],
] as const)('servers that may still write: %s', (_, more, says) => {
  expect(next(entry(more))).toBe(says);
});

test.each<[string, Parameters<typeof next>, string]>([
  ['a confirmed run', [entry({}), false, true], 'nothing'],
  ['one in doubt', [entry({}), true, true], 'look'],
  ['a journal that could not be read', [undefined, false, true], 'look'],
  ['an empty one', [null, false, true], 'nothing'],
  ['a run that has begun nothing', [undefined, false, false], 'nothing'],
])('%s', (_, found, says) => {
  expect(next(...found)).toBe(says);
});

// The judge of plan-truth on what is done side by side: any order, but each of it as often as planned.
import { expect, test } from '@jest/globals';
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { disagreement } from './planned-calls.ts';

type More = Partial<Pick<Operation, 'only' | 'repeats' | 'sideBySide'>>;

const planned = (operation: string, more: More = {}): Operation => ({
  job: 'plan',
  step: 'preflight',
  kind: 'call',
  what: `do ${operation}`,
  ...more,
  call: { service: 's3', operation, region: 'us-west-2', parameters: {} },
});
const beside = (operation: string, more: More = {}): Operation =>
  planned(operation, { sideBySide: 'in any order', ...more });

const made = (letters: string): CallEntry[] =>
  Array.from(letters, (operation) => ({
    service: 's3',
    operation,
    region: 'us-west-2',
    parameters: {},
  }));

/** A, then B to E side by side, of which C comes page by page and D may be left out, then F. */
const PLAN = [
  planned('A'),
  beside('B'),
  beside('C', { repeats: 'page by page' }),
  beside('D', { only: 'there is one' }),
  beside('E'),
  planned('F'),
];

test.each(['ABCDEF', 'AEDCBF', 'ACBCDCEF', 'AECBF', 'ABCEF'])('%s is as planned', (letters) => {
  expect(disagreement(PLAN, made(letters), true)).toBeUndefined();
});

test.each([
  ['BACDEF', 'call 1 of 6 is not planned here: s3 B'],
  ['ABCFE', 'call 5 of 5 is not planned here: s3 E'],
  ['ABXCEF', 'call 3 of 6 is not planned here: s3 X'],
  ['ABCEAF', 'call 5 of 6 is not planned here: s3 A'],
  ['ABCF', 'did not occur: do E'],
  ['ACEF', 'did not occur: do B'],
  ['AF', 'call 2 of 2 is not planned here: s3 F'],
  ['ABCE', 'did not occur: do F'],
  ['A', 'did not occur: do B'],
  ['ABCBEF', 'occurred 2 times: {"service":"s3","operation":"B"'],
  ['ADCDBEF', 'occurred 2 times: {"service":"s3","operation":"D"'],
])('%s: %s', (letters, found) => {
  expect(disagreement(PLAN, made(letters), true)).toContain(found);
});

test('a call that could be two operations is reported', () => {
  const twice = [...PLAN.slice(0, 2), beside('B', { only: 'it is the same again' }), planned('F')];
  expect(disagreement(twice, made('ABF'), true)).toContain('is more than one operation: s3 B');
});

test('a step that fails may leave out what is after it, and do nothing too often', () => {
  expect(disagreement(PLAN, made('AEB'), false)).toBeUndefined();
  expect(disagreement(PLAN, made('AEBE'), false)).toContain('occurred 2 times');
});

test('a call after them may be one of them too', () => {
  const again = [beside('B', { repeats: 'page by page' }), beside('C'), planned('B'), planned('F')];
  expect(disagreement(again, made('BCBBF'), true)).toBeUndefined();
  expect(disagreement(again, made('CBF'), true)).toContain('did not occur: do B');
});

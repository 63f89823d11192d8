// The table of states: where each edge leads, what raises the epoch, and what can never happen.
import { expect, test } from '@jest/globals';
import {
  EDGES,
  isBehind,
  isClosed,
  next,
  raises,
  STATES,
  wayBack,
} from '../../src/journal/states.ts';
import type { Edge, State } from '../../src/journal/states.ts';

const at = (state: State, intent: State | null = null) => ({ state, intent });

test.each([
  ['claim', 'prepared'],
  ['prove', 'proven'],
  ['approve', 'approved'],
  ['freeze', 'frozen'],
  ['resync', 'resynced'],
  ['reprove', 'reproven'],
  ['switch', 'switched'],
  ['confirm', 'confirmed'],
  ['finalize', 'finalized'],
] satisfies [Edge, State][])(
  'forward, %s leads to %s, and only from the state before it',
  (edge, to) => {
    const order: State[] = STATES.slice(0, 9);
    const before = order[order.indexOf(to) - 1];
    expect(next(before === undefined ? undefined : at(before), edge)).toBe(to);
    const others = order.filter((state) => next(at(state), edge) !== undefined && state !== before);
    // A new run begins again where nothing is frozen, and after the end. A job that is re-run proves once more.
    const again: Partial<Record<Edge, State[]>> = {
      claim: ['prepared', 'proven', 'finalized'],
      prove: ['proven'],
    };
    expect(others).toEqual(again[edge] ?? []);
  },
);

test.each([
  [at('approved'), 'undo-freeze', 'rolled-back-none'],
  [at('frozen'), 'undo-freeze', 'rolled-back-none'],
  [at('reproven', 'rolled-back-none'), 'undo-freeze', 'rolled-back-none'],
  [at('reproven', 'rolled-back-open'), 'undo-freeze', undefined],
  [at('reproven', 'rolled-back-open'), 'undo-switch', 'rolled-back-open'],
  [at('resynced'), 'undo-freeze', 'rolled-back-none'],
  [at('reproven'), 'undo-freeze', 'rolled-back-none'],
  [at('reproven', 'switched'), 'undo-freeze', undefined],
  [at('reproven', 'switched'), 'undo-switch', 'rolled-back-open'],
  [at('reproven', 'switched'), 'switch', 'switched'],
  [at('switched'), 'undo-freeze', undefined],
  [at('switched'), 'undo-switch', 'rolled-back-open'],
  [at('confirmed'), 'undo-switch', 'rolled-back-open'],
  [at('rolled-back-open'), 'list', 'rolled-back-listed'],
  [at('rolled-back-open'), 'give-up-list', 'rolled-back-unknown'],
  [at('rolled-back-unknown'), 'list', 'rolled-back-listed'],
  [at('rolled-back-unknown'), 'give-up-list', 'rolled-back-unknown'],
  [at('rolled-back-listed'), 'list', undefined],
  [at('rolled-back-open'), 'settle', undefined],
  [at('rolled-back-listed'), 'settle', 'rolled-back-settled'],
  [at('rolled-back-unknown'), 'settle', 'rolled-back-settled'],
  [at('rolled-back-none'), 'settle', 'rolled-back-settled'],
  [at('rolled-back-settled'), 'settle', 'rolled-back-settled'],
  [at('rolled-back-none'), 'approve-again', 'approved'],
  [at('rolled-back-settled'), 'approve-again', 'approved'],
  [at('rolled-back-open'), 'approve-again', undefined],
  [at('proven'), 'withdraw', 'prepared'],
  [at('approved'), 'withdraw', undefined],
  [at('approved'), 'claim', undefined],
  [at('frozen'), 'withdraw', undefined],
  [at('frozen'), 'note', 'frozen'],
  [at('frozen'), 'raise', 'frozen'],
  [at('abandoned'), 'raise', undefined],
  [at('finalized'), 'note', undefined],
  [undefined, 'note', undefined],
] as const)('%j, %s: %s', (standing, edge, to) => {
  expect(next(standing, edge)).toBe(to);
});

test('nothing that may be frozen, switched or unsettled can be claimed or abandoned', () => {
  const held: State[] = [
    ...(['approved', 'frozen', 'resynced', 'reproven', 'switched', 'confirmed'] as const),
    ...(['rolled-back-open', 'rolled-back-listed', 'rolled-back-unknown'] as const),
  ];
  const claimed = STATES.filter((state) => next(at(state), 'claim') !== undefined);
  expect(claimed).toEqual(STATES.filter((state) => !held.includes(state)));
  const abandoned = STATES.filter((state) => next(at(state), 'abandon') !== undefined);
  expect(abandoned).toEqual(claimed.filter((state) => !isClosed(state)));
});

test('every claim and every change of direction raises the epoch, no other edge does', () => {
  expect((Object.keys(EDGES) as Edge[]).filter(raises)).toEqual([
    ...['claim', 'approve', 'approve-again', 'withdraw', 'finalize'],
    ...['settle', 'abandon', 'raise'],
  ]);
});

test.each<[State, Edge, boolean]>([
  ['frozen', 'freeze', true],
  ['confirmed', 'freeze', true],
  ['approved', 'freeze', false],
  ['reproven', 'undo-freeze', false],
  ['rolled-back-none', 'freeze', false],
  ['rolled-back-none', 'undo-freeze', false],
  ['frozen', 'note', false],
])('%s is behind the edge %s: %j', (state, edge, behind) => {
  expect(isBehind(state, edge)).toBe(behind);
});

test.each([
  [at('prepared'), undefined],
  [at('proven'), undefined],
  [at('approved'), 'rolled-back-none'],
  [at('frozen'), 'rolled-back-none'],
  [at('resynced'), 'rolled-back-none'],
  [at('reproven'), 'rolled-back-none'],
  // Its switch was begun: some server may serve the gateway.
  [at('reproven', 'switched'), 'rolled-back-open'],
  [at('reproven', 'rolled-back-open'), 'rolled-back-open'],
  [at('switched'), 'rolled-back-open'],
  [at('confirmed'), 'rolled-back-open'],
  [at('rolled-back-none'), undefined],
  [at('rolled-back-open'), undefined],
  [at('finalized'), undefined],
])('the way back from %j ends in %s', (standing, to) => {
  expect(wayBack(standing)?.to).toBe(to);
});

const edgesFrom = (standing: Parameters<typeof next>[0]): Edge[] =>
  (Object.keys(EDGES) as Edge[]).filter((edge) => next(standing, edge) !== undefined);

test('each open state has a way out, and each state can be reached', () => {
  const reached = new Set<State>();
  const visit = (standing: Parameters<typeof next>[0]): void => {
    for (const edge of edgesFrom(standing)) {
      const state = next(standing, edge);
      if (state === undefined || reached.has(state)) continue;
      reached.add(state);
      visit(at(state));
    }
  };
  visit(undefined);
  expect([...reached].sort()).toEqual([...STATES].sort());
  for (const state of STATES) expect(edgesFrom(at(state)).length).toBeGreaterThan(0);
});

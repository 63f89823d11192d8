// The states of a migration for people: a picture of the edges, and what each state means. Both come from the journal's table.
import { meaningOf, nextAction } from '../../src/journal/words.ts';
import { EDGES, STATES } from '../../src/journal/states.ts';
import type { Edge, State } from '../../src/journal/states.ts';
import { code, table } from './table.ts';

/** The picture as GitHub draws it, then one row for each state. */
export const statesPage = (): string => [picture(), '', rows()].join('\n');

/** A name that Mermaid takes: it reads a hyphen as part of an arrow. */
const id = (state: State): string => state.replaceAll('-', '_');

function picture(): string {
  const edges = (Object.keys(EDGES) as Edge[]).flatMap((edge) => {
    const { from, to } = EDGES[edge];
    return to === 'same' ? [] : [...from].map((before) => arrow(before, to, edge));
  });
  return ['```mermaid', 'stateDiagram-v2', ...edges.map((line) => `  ${line}`), '```'].join('\n');
}

function arrow(from: State | 'nothing', to: State, edge: Edge): string {
  const before = from === 'nothing' ? '[*]' : id(from);
  return `${before} --> ${id(to)} : ${edge}`;
}

const rows = (): string =>
  table(
    ['state', 'means', 'next'],
    STATES.map((state) => [code(state), meaningOf(state), nextAction({ state, intent: null })]),
  );

// The states of a migration for people: a picture of the edges, and what each state means. Both come from the journal's table.
import { meaningOf, nextAction } from '../../src/journal/words.ts';
import { EDGES, STATES } from '../../src/journal/states.ts';
import type { Edge, From, State } from '../../src/journal/states.ts';
import { code, table } from './table.ts';

/** The picture as GitHub draws it, then one row for each state. */
export const statesPage = (): string => [picture(), '', beside(), '', rows()].join('\n');

/** They begin at many states: in the picture they would hide all others. */
const BESIDE = ['claim', 'abandon'] as const satisfies readonly Edge[];

const beside = (): string =>
  BESIDE.map((edge) => {
    const from = EDGES[edge].from.filter((state) => state !== 'nothing');
    return `- ${code(edge)} leads to ${code(EDGES[edge].to)} from ${from.map(code).join(', ')}.`;
  }).join('\n');

/** A name that Mermaid takes: it reads a hyphen as part of an arrow. */
const id = (state: State): string => state.replaceAll('-', '_');

function picture(): string {
  const edges = (Object.keys(EDGES) as Edge[]).flatMap((edge) => {
    const { from, to } = EDGES[edge];
    const all: readonly From[] = from;
    const shown = BESIDE.some((one) => one === edge) ? all.filter((one) => one === 'nothing') : all;
    return to === 'same'
      ? []
      : shown.filter((one) => one !== to).map((before) => arrow(before, to, edge));
  });
  return ['```mermaid', 'stateDiagram-v2', ...edges.map((line) => `  ${line}`), '```'].join('\n');
}

function arrow(from: From, to: State, edge: Edge): string {
  const before = from === 'nothing' ? '[*]' : id(from);
  return `${before} --> ${id(to)} : ${edge}`;
}

const rows = (): string =>
  table(
    ['state', 'means', 'next'],
    STATES.map((state) => [code(state), meaningOf(state), nextAction({ state, intent: null })]),
  );

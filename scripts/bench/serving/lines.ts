// The lines that a bucket is read over: how far it is, how that changes, and what it says of many requests.
import type { Bench } from '../benchmark.ts';
import { startListServer } from './server.ts';
import type { ListServer, ServedTree } from './server.ts';

export type LineName =
  'loopback' | '50 ms' | '200 ms' | '50, then 200 ms' | '200, then 50 ms' | 'Slow Down above 40';

type Line = Pick<ServedTree, 'latency' | 'latencyThen' | 'patience'>;

/** In this order they take turns. */
export const LINES: Readonly<Record<LineName, Line>> = {
  loopback: {},
  '50 ms': { latency: 50 },
  '200 ms': { latency: 200 },
  '50, then 200 ms': { latency: 50, latencyThen: 200 },
  '200, then 50 ms': { latency: 200, latencyThen: 50 },
  'Slow Down above 40': { latency: 50, patience: 40 },
};

export const LINE_NAMES = Object.keys(LINES) as readonly LineName[];

export interface OpenLines extends AsyncDisposable {
  readonly servers: Readonly<Record<LineName, ListServer>>;
}

/** A server for each line, with the tree that `treeOf` says. */
export async function openLines(
  bench: Bench,
  treeOf: (name: LineName) => ServedTree,
): Promise<OpenLines> {
  await using opened = new AsyncDisposableStack();
  const servers: Partial<Record<LineName, ListServer>> = {};
  for (const name of LINE_NAMES) {
    const tree = { ...treeOf(name), ...LINES[name] };
    servers[name] = opened.use(await startListServer(bench.worker('list-server'), tree));
  }
  const kept = opened.move();
  return {
    servers: servers as Record<LineName, ListServer>,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

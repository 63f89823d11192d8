// A small change of a source rewrites few files of actions/dist, also where most others depend on that source.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { posix } from 'node:path';
import { copySources } from './changed-copy.ts';
import type { Copy, Edits, Source } from './changed-copy.ts';
import { layerOf, readGraph } from './source-graph.ts';
import type { Graph } from './source-graph.ts';

/** Each change is a build of its own. */
const PATIENCE = 480_000;
const THROWS = "if (process.env.CHANGED) {\n  throw new Error('changed');\n}";

let copy: Copy;
let graph: Graph;
/** What most others import, of each folder of src. */
let shared: Source[];

beforeAll(async () => {
  copy = copySources();
  graph = await readGraph(copy.root);
  shared = [...graph.layers.values()].flatMap((sources) => sources.slice(0, 1));
}, PATIENCE);

afterAll(async () => {
  await copy[Symbol.asyncDispose]();
});

type Change = readonly [name: string, edits: Edits];

/** What each of `changes` rewrites, where that is nothing, or more than `most` files. */
async function above(most: number, changes: readonly Change[]): Promise<object> {
  const found: Record<string, readonly string[]> = {};
  for (const [name, edits] of changes) {
    const files = await copy.rewrittenBy(edits);
    if (files.length === 0 || files.length > most) found[name] = files;
  }
  return found;
}

function importOf(name: string, from: Source, to: Source): string {
  const path = posix.relative(posix.dirname(from.path), to.path);
  return `import { ${name} as added } from '${path.startsWith('.') ? path : `./${path}`}';\n`;
}

/** A new import of `to` in `from`, and the use of it. */
function newImport(from: Source, to: Source): Change {
  const [name = ''] = to.functions;
  const text = importOf(name, from, to) + from.withStatement('Reflect.ownKeys(added);');
  return [`${from.path} imports ${to.path}`, { [from.path]: text }];
}

const first = (sources: readonly Source[] = [], from: Source): Source[] =>
  sources.filter((to) => graph.couldImport(from, to)).slice(0, 1);

test(
  'the bodies of all steps at once: no more files than steps',
  async () => {
    const edits = graph.steps.map((step) => [step.path, step.withStatement(THROWS)]);
    expect(edits.length).toBeGreaterThan(15);
    const all: Change = ['all steps', Object.fromEntries(edits) as Edits];
    expect(await above(edits.length, [all])).toEqual({});
  },
  PATIENCE,
);

test(
  'the body of one function: at most 3 files',
  async () => {
    const places = [...shared, ...graph.steps.slice(0, 2)];
    const changes = places.map((source): Change => [
      source.path,
      { [source.path]: source.withStatement(THROWS) },
    ]);
    expect(changes.length).toBeGreaterThan(7);
    expect(await above(3, changes)).toEqual({});
  },
  PATIENCE,
);

test(
  'a new exported function, and the use of it in a step: at most 6 files',
  async () => {
    const changes = shared.flatMap((source, index): Change[] => {
      const users = graph.steps.filter((step) => graph.couldImport(step, source));
      const user = users[index % users.length];
      if (user === undefined) return [];
      const used =
        importOf('added', user, source) + user.withStatement('process.exitCode = added();');
      const text = `${source.text}\nexport const added = (): number => process.pid;\n`;
      return [[`${source.path} for ${user.path}`, { [source.path]: text, [user.path]: used }]];
    });
    expect(changes.length).toBeGreaterThan(5);
    expect(await above(6, changes)).toEqual({});
  },
  PATIENCE,
);

test(
  'a new import among what most others import: at most 6 files',
  async () => {
    const within = shared.flatMap((from) =>
      first(graph.layers.get(layerOf(from.path)), from).map((to) => newImport(from, to)),
    );
    const down = shared.flatMap((from) =>
      first(graph.layers.get('core'), from).map((to) => newImport(from, to)),
    );
    const steps = graph.steps.slice(0, 4).flatMap((from, index) => {
      const layers = ['aws', 'reconcile', 'runbook', 'steps'];
      return first(graph.layers.get(layers[index] ?? ''), from).map((to) => newImport(from, to));
    });
    const changes = [...new Map([...within, ...down, ...steps])];
    expect(changes.length).toBeGreaterThan(10);
    expect(await above(6, changes)).toEqual({});
  },
  PATIENCE,
);

test(
  'a new import in what every action starts with, which takes more into the start: at most 7 files',
  async () => {
    const later = (layer: string): Source[] =>
      (graph.layers.get(layer) ?? []).filter((to) => !graph.start.includes(to));
    const ofEach = [...Map.groupBy(graph.start, ({ path }) => layerOf(path)).values()];
    const changes = ofEach.flatMap((sources) =>
      sources
        .slice(0, 1)
        .flatMap((from) => [
          ...first(later('core'), from).map((to) => newImport(from, to)),
          ...first(later(layerOf(from.path)), from).map((to) => newImport(from, to)),
        ]),
    );
    expect(changes.length).toBeGreaterThan(3);
    expect(await above(7, [...new Map(changes)])).toEqual({});
  },
  PATIENCE,
);

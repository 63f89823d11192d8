// The points of a night at which something can happen to a step, and the trials that are made of them.

/** Something that was seen while a step ran: a call to AWS, a document on a server, a status of an execution. */
export interface Seen {
  readonly step: string;
  readonly name: string;
}

/** The moment of the nth thing of a name in a step. */
export interface Point extends Seen {
  readonly nth: number;
}

/** What happens there. */
export const KINDS = ['kill', 'lost', 'late', 'overtaken', 'again'] as const;
export type Kind = (typeof KINDS)[number];

export interface Trial extends Point {
  readonly kind: Kind;
  readonly servers: number;
}

/** How a trial is named on the command line and in the list of what was swept. */
export const nameOf = ({ kind, servers, step, name, nth }: Trial): string =>
  `${kind} ${servers} ${step} ${name} ${nth}`;

/** Calls that change nothing: whoever is killed before or behind one leaves the same world. */
const isRead = (name: string): boolean =>
  /^(before|after) [a-z0-9]+\.(Get|Describe|List|Head|Filter)/.test(name);

/** The points of a night: each thing that was seen and changes something. */
export function pointsOf(seen: readonly Seen[]): Point[] {
  const counts = new Map<string, number>();
  return seen.flatMap(({ step, name }) => {
    if (isRead(name)) return [];
    const counted = `${step} ${name}`;
    const nth = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, nth);
    return [{ step, name, nth }];
  });
}

/** Whether something of a kind can happen at a point: the answer to a change is lost, a change is sent again. */
function fits(kind: Kind, { name }: Point): boolean {
  switch (kind) {
    case 'kill':
      return true;
    case 'lost':
      return name.startsWith('after ');
    case 'late':
    case 'overtaken':
      return !name.startsWith('before ');
    case 'again':
      return name.startsWith('ends ');
  }
}

/** The trials of a night with so many servers. */
export const trialsOf = (
  points: readonly Point[],
  { kinds, servers }: { readonly kinds: readonly Kind[]; readonly servers: number },
): Trial[] =>
  kinds.flatMap((kind) =>
    points.filter((point) => fits(kind, point)).map((point) => ({ kind, servers, ...point })),
  );

/** The same trials in an order that depends on nothing but the seed. */
export function shuffled(trials: readonly Trial[], seed: number): Trial[] {
  const next = numbers(seed);
  return trials
    .map((trial) => ({ trial, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ trial }) => trial);
}

/** Numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

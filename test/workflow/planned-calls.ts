// Finds the way of a step's real calls through its planned operations: each call is one planned operation's, in order.
import type { CallEntry } from '../../lab/calls.ts';
import type { Call, Json, Operation } from '../../src/runbook/operations/operation.ts';
import { pieces, placeholder } from '../../src/runbook/operations/placeholders.ts';

/** One planned call and where the calls after it may be. */
interface Item {
  readonly operation: Operation;
  readonly call: Call;
  /** Need not follow the calls before it of the same operation. */
  readonly mayMiss: boolean;
  /** May be followed by itself. */
  readonly again: boolean;
  /** Neighbours with the same key are repeated together, beginning with any operation. */
  readonly loop: string | undefined;
  readonly begins: boolean;
}

/** Whether a run that does not fail may leave it out. */
const isOptional = ({ operation, mayMiss }: Item): boolean =>
  operation.only !== undefined || mayMiss;

/**
 * What is wrong with the real calls of a step, or undefined: a call that no planned operation can be, one that could
 * be two operations, and with `whole` an operation that every run does and that did not occur.
 */
export function disagreement(
  operations: readonly Operation[],
  calls: readonly CallEntry[],
  whole: boolean,
): string | undefined {
  const items = operations.flatMap((operation, i) => itemsOf(operation, i));
  const nexts = items.map((_, at) => nextOf(items, at, whole));
  const next = (at: number): readonly number[] => nexts[at] ?? nextOf(items, -1, whole);
  const ways = waysThrough(items, calls, next);
  const stuck = ways.findIndex((way) => way.size === 0);
  if (stuck >= 0)
    return `call ${stuck + 1} of ${calls.length} is not planned here: ${shown(calls[stuck])}\nafter ${shown(calls[stuck - 1])}`;
  const last = ways.at(-1) ?? new Set([-1]);
  const ends = [...last].filter((at) => !whole || items.slice(at + 1).every(isOptional));
  if (ends.length === 0) {
    const missing = items.slice(Math.max(...last) + 1).find((item) => !isOptional(item));
    return `did not occur: ${missing?.operation.what ?? ''}, ${JSON.stringify(missing?.call)}`;
  }
  return ambiguous(items, calls, { ways, ends, next });
}

/** For each call the items that it can be, given the calls before it. */
function waysThrough(
  items: readonly Item[],
  calls: readonly CallEntry[],
  nextOf: Next,
): Set<number>[] {
  const ways: Set<number>[] = [];
  let before: ReadonlySet<number> = new Set([-1]);
  for (const call of calls) {
    const fits = new Set<number>();
    for (const at of before)
      for (const next of nextOf(at)) {
        const item = items[next];
        if (item !== undefined && isCall(item, call)) fits.add(next);
      }
    ways.push(fits);
    before = fits;
  }
  return ways;
}

/** Goes back from the end: of the ways only those are left that lead to it. */
function ambiguous(
  items: readonly Item[],
  calls: readonly CallEntry[],
  found: {
    readonly ways: readonly ReadonlySet<number>[];
    readonly ends: readonly number[];
    readonly next: Next;
  },
): string | undefined {
  const { ways, ends, next } = found;
  let after = ends;
  for (let i = calls.length - 1; i >= 0; i -= 1) {
    const here = i === calls.length - 1 ? after : leadingTo(ways[i] ?? new Set(), after, next);
    if (new Set(here.map((at) => items[at]?.operation)).size !== 1)
      return `is more than one operation: ${shown(calls[i])}`;
    after = here;
  }
  return undefined;
}

const leadingTo = (way: ReadonlySet<number>, after: readonly number[], next: Next): number[] =>
  [...way].filter((at) => next(at).some((one) => after.includes(one)));

type Next = (at: number) => readonly number[];

/** What may follow: -1 stands before the first call. A step that fails may go from anywhere to what is only then done. */
function nextOf(items: readonly Item[], at: number, whole: boolean): number[] {
  const here = items[at];
  const found: number[] = here?.again === true ? [at] : [];
  let next = at + 1;
  for (; items[next]?.begins === false; next += 1) {
    found.push(next);
    if (items[next]?.mayMiss === false) return found;
  }
  const begins = items.flatMap((item, i) => (isEntry(items, item, i) ? [i] : []));
  if (next < items.length) found.push(next);
  const skipped = items[next]?.operation.only !== undefined || next >= items.length;
  for (const begin of skipped ? begins.filter((i) => i > next) : []) {
    found.push(begin);
    if (items[begin]?.operation.only === undefined) break;
  }
  found.push(...begins.filter((i) => i > at && !whole && items[i]?.operation.only !== undefined));
  if (here?.loop === undefined) return [...new Set(found)];
  const inLoop = items.flatMap((item, i) => (item.loop === here.loop ? [i] : []));
  const isEnd = inLoop.every((i) => i < next || items[i]?.operation.only !== undefined);
  return [...new Set([...found, ...(isEnd ? begins.filter((i) => inLoop.includes(i)) : [])])];
}

/** Where one may go by leaving operations out: not into the middle of what is done together or not at all. */
function isEntry(items: readonly Item[], { begins, operation }: Item, at: number): boolean {
  const before = items[at - 1]?.operation;
  const { loop, only } = operation;
  const together = only !== undefined && loop !== undefined && before?.loop === loop;
  return begins && !(together && before.only === only);
}

function itemsOf(operation: Operation, index: number): Item[] {
  const { loop: shared, repeats } = operation;
  const item = (call: Call, rest: Partial<Item> = {}): Item => ({
    operation,
    call,
    mayMiss: false,
    again: false,
    loop: shared,
    begins: false,
    ...rest,
  });
  switch (operation.kind) {
    case 'gate':
      return [];
    case 'call':
      return [item(operation.call, { again: repeats !== undefined, begins: true })];
    case 'wait':
      return operation.wait.polled === undefined
        ? []
        : [item(operation.wait.polled, { again: true, begins: true })];
    case 'document': {
      const loop = shared ?? (repeats === undefined ? undefined : `alone ${index}`);
      const [first, ...pins] = operation.pin;
      if (first === undefined) throw new Error(`${operation.document} is not pinned`);
      return [
        item(first, { loop, begins: true }),
        ...pins.map((call) => item(call, { loop })),
        item(sentWhole(operation), { loop }),
        item(operation.wait.polled, { loop, again: true }),
        ...(operation.cancel ? [item(operation.cancel, { loop, mayMiss: true })] : []),
      ];
    }
  }
}

/** SendCommand with the document's parameters, still as text. */
const sentWhole = ({ send, parameters }: Operation & { kind: 'document' }): Call => ({
  ...send,
  parameters: {
    ...send.parameters,
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, [value]]),
    ),
  },
});

function isCall({ call }: Item, real: CallEntry): boolean {
  return (
    call.service === real.service &&
    call.operation === real.operation &&
    call.region === real.region &&
    fits(call.parameters, decoded(real))
  );
}

/** The real parameters, those of a document as text. */
function decoded({ operation, input = {} }: CallEntry): unknown {
  if (operation !== 'SendCommand') return input;
  const parameters = input.Parameters as Readonly<Record<string, readonly string[]>>;
  return {
    ...input,
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, values]) => [name, values.map(fromBase64)]),
    ),
  };
}

function fromBase64(value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw new Error(`not base64: ${value}`);
  return bytes.toString('utf8');
}

function fits(planned: Json | undefined, real: unknown): boolean {
  if (typeof planned === 'string')
    return (
      (typeof real === 'string' || typeof real === 'number') && pattern(planned).test(String(real))
    );
  if (typeof planned !== 'object') return planned === real;
  if (typeof real !== 'object' || real === null) return false;
  const names = new Set([...Object.keys(planned), ...Object.keys(real)]);
  return [...names].every((name) => {
    const of = (planned as Readonly<Record<string, Json | undefined>>)[name];
    const value = (real as Readonly<Record<string, unknown>>)[name];
    return value === undefined ? of === undefined || mayLack(of) : fits(of, value);
  });
}

const mayLack = (planned: Json): boolean =>
  typeof planned === 'string' && /^\{[a-z0-9-]+\?\}$/.test(planned);

const pattern = (template: string): RegExp =>
  new RegExp(
    `^${pieces(template)
      .map((piece) =>
        'text' in piece
          ? piece.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
          : `(?:${placeholder(piece.placeholder).form})`,
      )
      .join('')}$`,
    'su',
  );

const shown = (call: CallEntry | undefined): string =>
  call === undefined
    ? 'the beginning'
    : `${call.service} ${call.operation} ${call.region} ${JSON.stringify(decoded(call))}`;

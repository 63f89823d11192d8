// Finds the way of a step's real calls through its planned operations: each call is one planned operation's, in order.
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { Call, Operation } from '../../src/plan/operation.ts';
import { isCall, shown } from './planned-parameters.ts';

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
  const nexts = items.map((_, at) => besideOf(items, at, whole));
  const next = (at: number): readonly number[] => nexts[at] ?? besideOf(items, -1, whole);
  const ways = waysThrough(items, calls, next);
  const stuck = ways.findIndex((way) => way.size === 0);
  if (stuck >= 0)
    return `call ${stuck + 1} of ${calls.length} is not planned here: ${shown(calls[stuck])}\nafter ${shown(calls[stuck - 1])}`;
  const last = ways.at(-1) ?? new Set([-1]);
  const left = (at: number): readonly Item[] => items.slice(groupEnd(items, at) + 1);
  const ends = [...last].filter((at) => !whole || left(at).every(isOptional));
  if (ends.length === 0) return missing(left(Math.max(...last)).find((item) => !isOptional(item)));
  const way = traceBack(items, calls, { ways, ends, next });
  return typeof way === 'string' ? way : miscounted(items, way, whole);
}

/** The operations of a step, without those of GitHub's own interface: they are not among the lab's calls of AWS. */
export const plannedFor = (
  operations: readonly Operation[],
  job: string,
  step: string,
): Operation[] =>
  operations.filter(
    (one) =>
      one.job === job &&
      one.step === step &&
      !(one.kind === 'call' && one.call.service === 'github'),
  );

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
        if (item !== undefined && isCall(item.call, call)) fits.add(next);
      }
    ways.push(fits);
    before = fits;
  }
  return ways;
}

const missing = (item: Item | undefined): string =>
  `did not occur: ${item?.operation.what ?? ''}, ${JSON.stringify(item?.call)}`;

/** What is done side by side comes in any order, but each of it as often as planned. */
function miscounted(
  items: readonly Item[],
  way: readonly (Operation | undefined)[],
  whole: boolean,
): string | undefined {
  for (const item of items.filter(({ operation }) => operation.sideBySide !== undefined)) {
    const times = way.filter((one) => one === item.operation).length;
    if (times > 1 && !item.again) return `occurred ${times} times: ${JSON.stringify(item.call)}`;
    if (times === 0 && whole && !isOptional(item)) return missing(item);
  }
  return undefined;
}

/** Goes back from the end: of the ways only those are left that lead to it. The operation of each call, if it is one. */
function traceBack(
  items: readonly Item[],
  calls: readonly CallEntry[],
  found: {
    readonly ways: readonly ReadonlySet<number>[];
    readonly ends: readonly number[];
    readonly next: Next;
  },
): string | readonly (Operation | undefined)[] {
  const { ways, ends, next } = found;
  const way: (Operation | undefined)[] = [];
  let after = ends;
  for (let i = calls.length - 1; i >= 0; i -= 1) {
    const here = i === calls.length - 1 ? after : leadingTo(ways[i] ?? new Set(), after, next);
    const [operation, ...others] = new Set(here.map((at) => items[at]?.operation));
    if (others.length > 0) return `is more than one operation: ${shown(calls[i])}`;
    way.unshift(operation);
    after = here;
  }
  return way;
}

const leadingTo = (way: ReadonlySet<number>, after: readonly number[], next: Next): number[] =>
  [...way].filter((at) => next(at).some((one) => after.includes(one)));

type Next = (at: number) => readonly number[];

const isBeside = (items: readonly Item[], a: number, b: number): boolean =>
  items[a]?.operation.sideBySide !== undefined &&
  items[a].operation.sideBySide === items[b]?.operation.sideBySide;

/** The last of what is done side by side with the item. */
const groupEnd = (items: readonly Item[], at: number): number =>
  Math.max(at, ...items.keys().filter((i) => isBeside(items, at, i)));

/** What may follow, where what is done side by side comes in any order. */
function besideOf(items: readonly Item[], at: number, whole: boolean): number[] {
  const inOrder = nextOf(items, groupEnd(items, at), whole);
  const first = items[at]?.operation.sideBySide === undefined ? inOrder : [at, ...inOrder];
  const all = [...items.keys()];
  return [...new Set(first.flatMap((i) => [i, ...all.filter((j) => isBeside(items, i, j))]))];
}

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
  return [...new Set([...found, ...(isEnd ? inLoop.filter((i) => items[i]?.begins) : [])])];
}

/**
 * Where one may go by leaving operations out: not into the middle of what is done together or not at all, and not to
 * the wait for what was left out.
 */
function isEntry(items: readonly Item[], { begins, operation }: Item, at: number): boolean {
  const before = items[at - 1]?.operation;
  const { kind, loop, only } = operation;
  if (only === undefined || before?.only !== only) return begins;
  return begins && kind !== 'wait' && !(loop !== undefined && before.loop === loop);
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
        // One command for each server, before the first of them is waited for.
        item(sentWhole(operation), { loop, again: operation.instances.length > 1 }),
        item(operation.wait.polled, { loop, again: true }),
        ...(operation.cancel ? [item(operation.cancel, { loop, mayMiss: true })] : []),
      ];
    }
  }
}

/** SendCommand with the document's parameters, still as text. */
const sentWhole = ({ send, parameters, instances }: Operation & { kind: 'document' }): Call => ({
  ...send,
  parameters: {
    ...send.parameters,
    ...(instances.length === 1 && { InstanceIds: instances }),
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, [value]]),
    ),
  },
});

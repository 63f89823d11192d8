// The regular expression of a change ticket: anchored, short, and quick on any text.
import type { Tree } from './pattern-tree.ts';
import { patternTree } from './pattern-tree.ts';
import { isClean } from '../schema/values.ts';

/**
 * No text can make a backtracking matcher slow where the pattern is unambiguous. That is checked by pairs of places:
 * their number grows with the square of this limit.
 */
const mostPlaces = 200;

/** The pattern as an automaton of places, one for each character that the pattern can read (Glushkov's). */
interface Automaton {
  readonly sets: bigint[];
  readonly next: Set<number>[];
  /** The same step can be taken in two ways. */
  ambiguous: boolean;
}

interface Part {
  readonly empty: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** True where the pattern is unambiguous: no text leads to the same place of it in two ways. */
export function isUnambiguous(tree: Tree): boolean {
  const automaton: Automaton = { sets: [], next: [], ambiguous: false };
  const { first } = build(tree, automaton);
  if (automaton.ambiguous || automaton.sets.length > mostPlaces) return false;
  return !meetsAgain(automaton, first);
}

function build(tree: Tree, automaton: Automaton): Part {
  if (automaton.sets.length > mostPlaces) return { empty: true, first: [], last: [] };
  switch (tree.kind) {
    case 'one': {
      const place = automaton.sets.push(tree.of) - 1;
      automaton.next.push(new Set());
      return { empty: false, first: [place], last: [place] };
    }
    case 'all': {
      let whole = nothing;
      for (const part of tree.parts) whole = inTurn(whole, build(part, automaton), automaton);
      return whole;
    }
    case 'any': {
      const parts = tree.parts.map((part) => build(part, automaton));
      if (parts.filter(({ empty }) => empty).length > 1) automaton.ambiguous = true;
      return {
        empty: parts.some(({ empty }) => empty),
        first: parts.flatMap(({ first }) => first),
        last: parts.flatMap(({ last }) => last),
      };
    }
    case 'repeat':
      return repeat(tree, automaton);
  }
}

const nothing: Part = { empty: true, first: [], last: [] };

function inTurn(before: Part, after: Part, automaton: Automaton): Part {
  join(before.last, after.first, automaton);
  return {
    empty: before.empty && after.empty,
    first: before.empty ? [...before.first, ...after.first] : before.first,
    last: after.empty ? [...before.last, ...after.last] : after.last,
  };
}

// `x{2,4}` is read as `xx(x(x)?)?`, `x{2,}` as `xxx*`.
function repeat({ body, least, most }: Tree & { kind: 'repeat' }, automaton: Automaton): Part {
  let whole = nothing;
  for (let i = 0; i < least && automaton.sets.length <= mostPlaces; i += 1)
    whole = inTurn(whole, build(body, automaton), automaton);
  if (most === Infinity) {
    const again = build(body, automaton);
    if (again.empty) automaton.ambiguous = true;
    join(again.last, again.first, automaton);
    return inTurn(whole, { ...again, empty: true }, automaton);
  }
  const copies: Part[] = [];
  for (let i = least; i < most && automaton.sets.length <= mostPlaces; i += 1)
    copies.push(build(body, automaton));
  const rest = copies.reduceRight((after, copy) => {
    if (copy.empty) automaton.ambiguous = true;
    return { ...inTurn(copy, after, automaton), empty: true };
  }, nothing);
  return inTurn(whole, rest, automaton);
}

function join(from: readonly number[], to: readonly number[], automaton: Automaton): void {
  for (const place of from) {
    const next = automaton.next[place];
    for (const follower of to) {
      if (next?.has(follower) === true) automaton.ambiguous = true;
      next?.add(follower);
    }
  }
}

/** Two ways through the places that part, read the same text, and meet. */
function meetsAgain({ next, sets }: Automaton, first: readonly number[]): boolean {
  const seen = new Set<number>();
  const open: [number, number][] = [];
  const step = (left: Iterable<number>, right: Iterable<number>, parted: boolean): boolean => {
    for (const a of left)
      for (const b of right) {
        if (a === b && parted) return true;
        if (a >= b && !parted) continue;
        const key = a * sets.length + b;
        if (((sets[a] ?? 0n) & (sets[b] ?? 0n)) === 0n || seen.has(key)) continue;
        seen.add(key);
        open.push([a, b]);
      }
    return false;
  };
  for (const followers of [first, ...next]) step(followers, followers, false);
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    if (step(next[a] ?? [], next[b] ?? [], true)) return true;
  }
  return false;
}

/** What must hold, for most patterns that are refused. */
export const ANCHORED =
  'a regular expression with ^ at its start and $ at its end, such as ^CHG[0-9]{7}$';
const SHORT = 'a regular expression of at most 200 characters in one line';
const COMPILES = 'a regular expression that compiles';
const PLAIN =
  'a plain regular expression: characters, classes, groups, repeats, alternatives in a group; no lookaround, no back-reference, no anchor between ^ and $';
const QUICK =
  'an unambiguous regular expression, which no text makes slow: no repeat in or beside one of the same characters, no alternatives with the same beginning that meet again';

/** Source of an expression that holds from the first to the last character, or undefined where it is refused. */
export const anchoredPattern = (text: string): string | undefined =>
  patternFault(text) === undefined ? text : undefined;

/** What the text would have to be, or undefined where it is right. */
export function patternFault(text: string): string | undefined {
  if (text.length > 200 || !isClean(text)) return SHORT;
  if (!/^\^.*[^\\]\$$/s.test(text)) return ANCHORED;
  try {
    new RegExp(text);
  } catch {
    return COMPILES;
  }
  const tree = patternTree(text.slice(1, -1));
  // In `^a|b$` each anchor holds for one alternative only.
  if (tree === undefined || tree.kind === 'any') return PLAIN;
  return isUnambiguous(tree) ? undefined : QUICK;
}

// The parsed workflow as plain JSON, in the form that GitHub's parser writes: text, lists, maps and expressions.
import { asText, evaluate } from '../workflow/expressions.ts';
import type { Json, Scope } from '../workflow/expressions.ts';

export type Token =
  | null
  | boolean
  | number
  | string
  | { readonly type: 1; readonly seq: readonly Token[] }
  | { readonly type: 2; readonly map: readonly { readonly Key: Token; readonly Value: Token }[] }
  | { readonly type: 3; readonly expr: string };

/** The value of a token, its expressions evaluated. */
export function valueOf(token: Token | undefined, scope: Scope): Json {
  if (token === undefined || token === null || typeof token !== 'object') return token ?? null;
  switch (token.type) {
    case 1:
      return token.seq.map((item) => valueOf(item, scope));
    case 2:
      return Object.fromEntries(
        token.map.map((pair) => [asText(valueOf(pair.Key, scope)), valueOf(pair.Value, scope)]),
      );
    case 3:
      return evaluate(token.expr, scope);
  }
}

/** The value of a token as text; nothing is the empty text. */
export function textOf(token: Token | undefined, scope: Scope): string {
  return asText(valueOf(token, scope));
}

/** The value of a token as a map of texts, as `env` and `with` are. */
export function textsOf(token: Token | undefined, scope: Scope): Record<string, string> {
  const value = valueOf(token, scope);
  if (!isMap(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
}

/** The token below a literal key of a map token. */
export function member(token: Token | undefined, key: string): Token | undefined {
  return members(token).find(([name]) => name === key)?.[1];
}

/** The pairs of a map token, by literal key. */
export function members(token: Token | undefined): readonly (readonly [string, Token])[] {
  if (typeof token !== 'object' || token?.type !== 2) return [];
  return token.map.map((pair) => [textOf(pair.Key, NOTHING), pair.Value]);
}

/** The items of a list token. */
export function items(token: Token | undefined): readonly Token[] {
  return typeof token === 'object' && token?.type === 1 ? token.seq : [];
}

export const isMap = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A scope without contexts, for what must be literal. */
export const NOTHING: Scope = { contexts: {}, functions: {} };

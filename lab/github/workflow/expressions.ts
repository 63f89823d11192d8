// GitHub's expressions, evaluated by GitHub's own library: plain values go in, plain values come out.
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What an expression may use: contexts by name, and functions besides the built-in ones. */
export interface Scope {
  readonly contexts: Readonly<Record<string, Json>>;
  readonly functions: Readonly<Record<string, (...args: readonly string[]) => boolean | string>>;
}

type Data = data.ExpressionData;

/** Evaluates the text between `${{` and `}}`. No text is null: GitHub's parser makes no tree of it. */
export function evaluate(expression: string, scope: Scope): Json {
  return toJson(run(expression, scope));
}

/** Evaluates a condition as `if` does: empty, zero, null and false are false. */
export function holds(expression: string, scope: Scope): boolean {
  const value = evaluate(expression, scope);
  return !(value === null || value === false || value === 0 || value === '' || Number.isNaN(value));
}

/** Text as GitHub makes it of a value that is put into a string. */
export function asText(value: Json): string {
  return toData(value).coerceString();
}

const PART = /\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}/g;

/** Evaluates each `${{ }}` of a text that no workflow parser has read, such as a default in action.yml. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(PART, (_part, expression: string) => {
    // The runner reads action.yml as it reads a workflow (TemplateReader.cs): there, nothing is no expression.
    if (expression.trim() === '') throw new Error('An expression was expected');
    return asText(evaluate(expression, scope));
  });
}

function run(expression: string, scope: Scope): Data {
  const functions = Object.entries(scope.functions).map(([name, call]) => ({
    name,
    minArgs: name === 'hashFiles' ? 1 : 0,
    maxArgs: name === 'hashFiles' ? 255 : 0,
    call: (...args: Data[]) => toData(call(...args.map((arg) => arg.coerceString()))),
  }));
  const names = Object.keys(scope.contexts);
  if (expression.trim() === '') return toData(null);
  const tree = new Parser(tokensOf(expression), names, functions).parse();
  const contexts = new data.Dictionary(
    ...names.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
  );
  const byName = new Map(functions.map((entry) => [entry.name.toLowerCase(), entry]));
  return new Evaluator(tree, contexts, byName).evaluate();
}

/** The lexer undoubles only the first quote of a text; GitHub undoubles all. */
function tokensOf(expression: string) {
  const { tokens } = new Lexer(expression).lex();
  return tokens.map((token) =>
    token.lexeme.startsWith("'")
      ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
      : token,
  );
}

function toData(value: Json): Data {
  return JSON.parse(JSON.stringify(value), data.reviver) as Data;
}

function toJson(value: Data): Json {
  switch (value.kind) {
    case data.Kind.Array:
      return value.values().map(toJson);
    case data.Kind.Dictionary:
      return Object.fromEntries(value.pairs().map((pair) => [pair.key, toJson(pair.value)]));
    case data.Kind.Boolean:
      return value.value;
    case data.Kind.Number:
      return value.number();
    case data.Kind.Null:
      return null;
    case data.Kind.String:
      return value.coerceString();
  }
}

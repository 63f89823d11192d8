// The YAML of a runbook: one plain document, and where in the text each of its values stands.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Problem } from './problem.ts';

export type Path = readonly PropertyKey[];

/** What a place in the text has wrong; the file's name and the line are added by the source itself. */
export interface Complaint {
  readonly path: Path;
  readonly expected: string;
  readonly got: string;
  readonly hint?: string;
  /** Points at the key itself rather than at its value. */
  readonly atKey?: boolean;
}

export interface Source {
  /** The document as plain values. */
  readonly data: unknown;
  readonly problem: (complaint: Complaint) => Problem;
}

const largest = 64 * 1024;
// One misplaced bracket can spoil everything that follows it.
const mostOfSyntax = 20;

/** Reads one YAML document. Whatever could make the text mean more than it shows is a problem. */
export function readYaml(text: string, file: string): Source | { readonly problems: Problem[] } {
  const whole = { file, line: 1, column: 1, path: '' };
  const size = new TextEncoder().encode(text).length;
  if (size > largest) {
    const expected = `a runbook of at most ${largest} bytes`;
    return { problems: [{ ...whole, expected, got: `${size} bytes` }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = [...notText(text), ...syntax(document), ...surprises(document, text)]
    .sort((a, b) => a.offset - b.offset)
    .slice(0, mostOfSyntax)
    .map(({ offset, ...words }) => ({ ...whole, ...position(lines, offset), ...words }));
  if (problems.length > 0) return { problems };
  if (document.contents === null) {
    const got = text.trim() === '' ? 'an empty file' : 'nothing but comments';
    return { problems: [{ ...whole, expected: 'a runbook', got }] };
  }
  return {
    data: document.toJS({ maxAliasCount: 0 }),
    problem: ({ path, atKey = false, ...words }) => ({
      file,
      ...position(lines, offsetOf(document, path, atKey)),
      path: pathText(path),
      ...words,
    }),
  };
}

/** The plain value at a path, or undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

interface Finding {
  readonly offset: number;
  readonly expected: string;
  readonly got: string;
}

// Readers put this character in the place of bytes that are no UTF-8: a path with it would lead to another file.
const notText = (text: string): Finding[] =>
  [...text.matchAll(/\uFFFD+/g)].map(({ index: offset }) => ({
    offset,
    expected: 'text in UTF-8',
    got: 'bytes that are none',
  }));

function syntax(document: Document.Parsed): Finding[] {
  // A tab spoils what follows it: the other errors are of its making.
  const tabs = document.errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  return (tabs.length > 0 ? tabs : document.errors).map((error) => {
    const [offset] = error.pos;
    if (error.code === 'TAB_AS_INDENT')
      return { offset, expected: 'spaces as indentation', got: 'a tab' };
    if (error.code === 'DUPLICATE_KEY')
      return { offset, expected: 'each key once', got: 'a key that stands above already' };
    if (error.code === 'MULTIPLE_DOCS')
      return { offset, expected: 'one document', got: 'a second one' };
    return { offset, expected: 'plain YAML', got: `a text that is none (${error.message})` };
  });
}

function surprises(document: Document.Parsed, text: string): Finding[] {
  const found: Finding[] = [];
  const add = (offset: number | undefined, got: string): void => {
    found.push({ offset: offset ?? 0, expected: 'values written out where they stand', got });
  };
  if (hasDirective(document)) add(0, 'a % directive');
  visit(document, {
    Pair: (_, pair) => {
      if (isScalar(pair.key) && typeof pair.key.value === 'string') {
        if (pair.key.value === '<<') add(pair.key.range?.[0], 'a merge key (<<)');
      } else add(isNode(pair.key) ? pair.key.range?.[0] : 0, 'a key that is not a word');
    },
    Node: (_, node) => {
      const [offset] = node.range ?? [];
      if (isAlias(node)) add(offset, `an alias (*${node.source})`);
      else if (node.anchor !== undefined)
        add(text.lastIndexOf(`&${node.anchor}`, offset), `an anchor (&${node.anchor})`);
      if (node.tag !== undefined && (isScalar(node) || isCollection(node)))
        add(offset, `a tag (${node.tag})`);
    },
  });
  return found;
}

function hasDirective({ directives, warnings }: Document.Parsed): boolean {
  const unknown = warnings.some(({ code }) => code === 'BAD_DIRECTIVE');
  return directives.yaml.explicit === true || Object.keys(directives.tags).length > 1 || unknown;
}

// A value that is missing is shown at the key of the section that misses it.
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [i, part] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === part)
      : undefined;
    const next: unknown = isCollection(node) ? node.get(part, true) : undefined;
    const key = isPair(pair) && isNode(pair.key) ? pair.key.range?.[0] : undefined;
    if (key === undefined && !isNode(next)) return offset;
    const last = i === path.length - 1;
    const value = isNode(next) ? next.range?.[0] : undefined;
    const wantsKey = (last && atKey) || !last || isCollection(next) || value === undefined;
    offset = (wantsKey ? (key ?? value) : value) ?? offset;
    node = next;
  }
  return offset;
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function pathText(path: Path): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}

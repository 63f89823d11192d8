// The program's files as the architecture test sees them: what each imports, exports and calls.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { declarations } from './declarations.ts';
import type { Declaration } from './declarations.ts';

export interface SourceFile {
  /** Relative to the repository, e.g. `src/core/clock.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Paths of own files. */
  readonly imports: readonly string[];
  /** Names of packages and of Node's modules (`node:fs`). */
  readonly packages: readonly string[];
  /** `Date.now`, `setTimeout` … wherever the code takes time or chance from its surroundings. */
  readonly ambient: readonly string[];
  readonly exportsDefault: boolean;
  readonly reExports: boolean;
  readonly declarations: readonly Declaration[];
}

const roots = ['src', 'actions', 'lab', 'scripts', 'test'];

/** All TypeScript files below the root, bundles and declarations left out. */
export function readSources(root: string): SourceFile[] {
  const found: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && path !== 'actions/dist') walk(path);
      else if (entry.isFile() && path.endsWith('.ts') && !path.endsWith('.d.ts'))
        found.push(parseSource(path, readFileSync(join(root, path), 'utf8')));
    }
  };
  const present = readdirSync(root);
  for (const folder of roots) if (present.includes(folder)) walk(folder);
  return found;
}

/** One file from its text. */
export function parseSource(path: string, text: string): SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const imported = ts.preProcessFile(text, true, true).importedFiles;
  const names = [...new Set(imported.map((file) => file.fileName))];
  const own = names.filter((name) => name.startsWith('.'));
  const foreign = names.filter((name) => !name.startsWith('.'));
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: own.map((name) => normalize(join(dirname(path), name))),
    packages: foreign.map(packageName),
    ambient: ambient(source),
    exportsDefault: source.statements.some(isDefaultExport),
    reExports: source.statements.some(
      (statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined,
    ),
    declarations: declarations(path, source),
  };
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
}

const members = new Set(['Date.now', 'Math.random', 'performance.now']);
const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);

function ambient(source: ts.SourceFile): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const name = `${node.expression.text}.${node.name.text}`;
      if (members.has(name)) found.add(name);
      if (node.expression.text === 'globalThis' && timers.has(node.name.text))
        found.add(node.name.text);
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      if (timers.has(node.expression.text)) found.add(node.expression.text);
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression))
      if (node.expression.text === 'Date' && (node.arguments ?? []).length === 0)
        found.add('new Date()');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

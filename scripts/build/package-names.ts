// What our files use of each package, so that the rest of it is left out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { OwnFile } from './own-files.ts';

/** The names that `files` of `root` import, by package. Throws at an import whose names it cannot find. */
export function usedNames(root: string, files: readonly OwnFile[]): Map<string, string[]> {
  const used = new Map<string, Set<string>>();
  for (const { imports, path } of files) {
    if (!imports.some((one) => one.external === true && isPackage(one.path))) continue;
    const text = readFileSync(join(root, path), 'utf8');
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const { from, names } of importsOf(source))
      used.set(from, new Set([...(used.get(from) ?? []), ...names]));
  }
  const sorted = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([from, names]) => [from, [...names].sort()]));
}

interface PackageImport {
  readonly from: string;
  readonly names: readonly string[];
}

const isPackage = (from: string): boolean => !from.startsWith('.') && !from.startsWith('node:');

function importsOf(source: ts.SourceFile): PackageImport[] {
  return nodesOf(source).flatMap((node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = node.moduleSpecifier.text;
      const names = isPackage(from) ? namesOf(source, node.importClause) : undefined;
      return names === undefined ? [] : { from, names };
    }
    return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
      ? onRequest(source, node)
      : [];
  });
}

/** Undefined where an import is of types only. */
function namesOf(source: ts.SourceFile, clause: ts.ImportClause | undefined): string[] | undefined {
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return undefined;
  const names = clause?.name === undefined ? [] : ['default'];
  const bound = clause?.namedBindings;
  if (bound === undefined) return names;
  return ts.isNamespaceImport(bound)
    ? [...names, ...membersOf(source, bound.name)]
    : [...names, ...bound.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(nameOf)];
}

const nameOf = (element: ts.ImportSpecifier | ts.BindingElement): string =>
  (element.propertyName ?? element.name).getText();

/** `z.string()` uses `string` of what is imported as `z`. */
function membersOf(source: ts.SourceFile, namespace: ts.Identifier): string[] {
  return nodesOf(source)
    .filter((node) => ts.isIdentifier(node) && node.text === namespace.text && node !== namespace)
    .flatMap((node) => {
      const { parent } = node;
      // A type, which is erased.
      if (ts.isQualifiedName(parent)) return [];
      if (ts.isPropertyAccessExpression(parent))
        return parent.expression === node ? [parent.name.text] : [];
      if (ts.isElementAccessExpression(parent) && ts.isStringLiteral(parent.argumentExpression))
        return [parent.argumentExpression.text];
      throw unclear(source, `write "${namespace.text}.name"`);
    });
}

/** `const { name } = await import('package')`. */
function onRequest(source: ts.SourceFile, call: ts.CallExpression): PackageImport | [] {
  const [argument] = call.arguments;
  const from = argument !== undefined && ts.isStringLiteral(argument) ? argument.text : undefined;
  if (from !== undefined && !isPackage(from)) return [];
  const declared = call.parent.parent;
  if (
    from === undefined ||
    !ts.isVariableDeclaration(declared) ||
    !ts.isObjectBindingPattern(declared.name)
  )
    throw unclear(source, `write "const { name } = await import('package')"`);
  return { from, names: declared.name.elements.map(nameOf) };
}

const unclear = (source: ts.SourceFile, cure: string): Error =>
  new Error(`${source.fileName}: ${cure}, so that the build knows what is used`);

function nodesOf(node: ts.Node): ts.Node[] {
  const found = [node];
  ts.forEachChild(node, (child) => {
    found.push(...nodesOf(child));
  });
  return found;
}

// What each statement of a file declares and uses, name by name: as far as the text alone shows.
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** A name of an own file; `*` is all that the file exports. */
export interface Use {
  readonly path: string;
  readonly name: string;
}

/** One statement at the top of a file. */
export interface Declaration {
  /** Empty for a statement that only does something. */
  readonly names: readonly string[];
  readonly exported: boolean;
  readonly uses: readonly Use[];
}

/** The statements of a file, its imports left out: they count where they are used. */
export function declarations(path: string, source: ts.SourceFile): Declaration[] {
  const known = bindings(path, source);
  const own = new Set(source.statements.flatMap(declaredNames));
  return source.statements
    .filter((statement) => !ts.isImportDeclaration(statement))
    .map((statement) => ({
      names: declaredNames(statement),
      exported: isExported(statement),
      uses: uses(
        statement,
        (name) => known.get(name) ?? (own.has(name) ? { path, name } : undefined),
        path,
      ),
    }));
}

type Resolve = (name: string) => Use | undefined;

/** What the names that a file imports stand for. */
function bindings(path: string, source: ts.SourceFile): Map<string, Use> {
  const found = new Map<string, Use>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const named = statement.importClause?.namedBindings;
    const target = ownFile(path, statement.moduleSpecifier);
    if (named === undefined || target === undefined) continue;
    if (ts.isNamespaceImport(named)) found.set(named.name.text, { path: target, name: '*' });
    else
      for (const { name, propertyName } of named.elements)
        found.set(name.text, { path: target, name: (propertyName ?? name).text });
  }
  return found;
}

function uses(statement: ts.Statement, resolve: Resolve, path: string): Use[] {
  const found: Use[] = [];
  const visit = (node: ts.Node): void => {
    const [left, right] = memberOf(node);
    const space = left === undefined ? undefined : resolve(left);
    if (space?.name === '*' && right !== undefined) found.push({ path: space.path, name: right });
    else {
      if (ts.isIdentifier(node))
        found.push(...[resolve(node.text)].filter((use) => use !== undefined));
      const target = importedBy(node, path);
      if (target !== undefined) found.push({ path: target, name: '*' });
      // What a member or a key is called is nobody's name.
      if (ts.isPropertyAccessExpression(node)) visit(node.expression);
      else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) visit(node.initializer);
      else ts.forEachChild(node, visit);
    }
  };
  visit(statement);
  return found;
}

/** `a` and `b` of `a.b`, in values and in types. */
function memberOf(node: ts.Node): readonly (string | undefined)[] {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return [node.expression.text, node.name.text];
  if (ts.isQualifiedName(node) && ts.isIdentifier(node.left))
    return [node.left.text, node.right.text];
  return [];
}

/** The own file of `import('…')`, as a value and as a type. */
function importedBy(node: ts.Node, path: string): string | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return ownFile(path, node.arguments[0]);
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
    ? ownFile(path, node.argument.literal)
    : undefined;
}

function ownFile(path: string, specifier: ts.Node | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
  const { text } = specifier;
  return text.startsWith('.') ? normalize(join(dirname(path), text)) : undefined;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return named && statement.name !== undefined ? [statement.name.text] : [];
}

const boundNames = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : boundNames(one.name)));

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

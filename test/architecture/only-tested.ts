// Code that the product never runs: what actions and scripts do not reach, whoever else imports it.
import type { Declaration } from './declarations.ts';
import type { SourceFile } from './sources.ts';

/** One line per export of `src` and `lab` that neither an action nor a script reaches, the file first. */
export function onlyTested(files: readonly SourceFile[]): string[] {
  const reached = new Set<Declaration>();
  const byPath = new Map(files.map((file) => [file.path, file.declarations]));
  const reach = (declaration: Declaration): void => {
    if (reached.has(declaration)) return;
    reached.add(declaration);
    for (const { path, name } of declaration.uses)
      for (const one of byPath.get(path) ?? [])
        if (name === '*' ? one.exported : one.names.includes(name)) reach(one);
  };
  const shared = (path: string): boolean => /^(src|lab)\//.test(path);
  for (const { path, declarations } of files)
    for (const one of declarations)
      if (/^(actions|scripts)\//.test(path) || (shared(path) && one.names.length === 0)) reach(one);
  return files
    .filter(({ path }) => shared(path))
    .flatMap(({ path, declarations }) =>
      declarations
        .filter((one) => one.exported && !reached.has(one))
        .map(({ names }) => `${path}: exports ${names.join(', ')}, which the product never uses`),
    )
    .sort();
}

// Builds actions/dist: our files one by one, their start as one, and what they use of packages.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltFile } from './built-file.ts';
import { licences } from './licences.ts';
import { layOut } from './layout.ts';
import { startOf } from './one-start.ts';
import { buildOwn } from './own-build.ts';
import { exportsOf, findOwnFiles } from './own-files.ts';
import { buildPackages } from './package-files.ts';
import { usedNames } from './package-names.ts';
import { buildVerifier } from './verifier.ts';

/**
 * All files of actions/dist for every actions/<name>/main.ts of `root`, by path; the same sources give the same bytes.
 * `packagesOf` builds what is used of packages. Throws where a source cannot be built, or two files would have one name.
 */
export async function bundle(root: string, packagesOf = buildPackages): Promise<BuiltFile[]> {
  const names = readdirSync(join(root, 'actions'))
    .filter((name) => statSync(join(root, 'actions', name)).isDirectory() && name !== 'dist')
    .sort();
  const files = await findOwnFiles(root, names);
  const layout = layOut(
    files.map(({ path }) => path),
    startOf(files),
  );
  const sources = [...layout.built.values()].flat();
  const [own, packages, verifier] = await Promise.all([
    exportsOf(root, [...new Set(sources)]).then((exports) => buildOwn(root, layout, exports)),
    packagesOf(root, usedNames(root, files)),
    buildVerifier(root),
  ]);
  const all = [
    ...own,
    ...packages.files,
    verifier,
    { path: 'licences.txt', contents: licences(root, packages.inputs) },
  ];
  assertOneEach(all);
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function assertOneEach(files: readonly BuiltFile[]): void {
  const paths = new Set<string>();
  for (const { path } of files) {
    // Some file systems ignore the case of names.
    const key = path.toLowerCase();
    if (paths.has(key)) throw new Error(`actions/dist/${path} would be written twice`);
    paths.add(key);
  }
}

// The packages: a built file for each that our files import, and files for what these share or load later.
import { posix, relative } from 'node:path';
import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';
import { between, slashes } from './built-file.ts';
import type { BuiltFile } from './built-file.ts';
import { withoutFacades } from './builtin-imports.ts';
import { packageOf } from './licences.ts';
import { lighter } from './lighter.ts';

/** Where what is used of the package `name` is built to. */
export const packageFile = (name: string): string => `packages/${name}.mjs`;

/** What esbuild itself adds. */
const HELPERS_INPUT = 'esbuild';
const HELPERS = packageFile(HELPERS_INPUT);

type Output = Metafile['outputs'][string];

/** What `used` names of each package, and the paths of all that went into it. Throws where esbuild finds an error. */
export async function buildPackages(
  root: string,
  used: ReadonlyMap<string, readonly string[]>,
): Promise<{ readonly files: readonly BuiltFile[]; readonly inputs: readonly string[] }> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...used.keys()].map((name) => ({
      in: `used:${name}`,
      out: packageFile(name).slice(0, -'.mjs'.length),
    })),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Without the ES builds of the SDK nothing of it can be left out.
    mainFields: ['module', 'main'],
    // A linked node_modules builds the same bytes.
    preserveSymlinks: true,
    minify: true,
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [onlyUsed(root, used), lighter],
  });
  const names = fileNames(metafile);
  const files = outputFiles.map(({ path, text }) => {
    const built = below(slashes(relative(root, path)));
    return { path: names.get(built) ?? built, contents: finished(text, built, names) };
  });
  return { files, inputs: Object.keys(metafile.inputs) };
}

/** CommonJS inside (yaml) asks for it, which an ES module has not. */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);\n';

/** The text of an output with the names that the outputs are given, and with what its code needs around it. */
function finished(text: string, built: string, names: ReadonlyMap<string, string>): string {
  const own = names.get(built) ?? built;
  const nameOf = (target: string): string | undefined =>
    names.get(posix.join(posix.dirname(built), target));
  const named = text
    // Of its helpers a file that uses none needs nothing.
    .replace(/import"(\.\.?\/[^"]*)";/g, (whole, target: string) =>
      nameOf(target) === HELPERS ? '' : whole,
    )
    .replace(/"(\.\.?\/[^"]*)"/g, (whole, target: string) => {
      const to = nameOf(target);
      return to === undefined ? whole : JSON.stringify(between(own, to));
    });
  return withoutFacades(/\brequire\b/.test(named) ? REQUIRE + named : named);
}

const below = (output: string): string => output.slice('dist/'.length);

/** An entry for each package, of the names that are used. */
const onlyUsed = (root: string, used: ReadonlyMap<string, readonly string[]>): Plugin => ({
  name: 'only-used',
  setup(build) {
    build.onResolve({ filter: /^used:/ }, ({ path }) => ({
      path: path.slice('used:'.length),
      namespace: 'used',
    }));
    build.onLoad({ filter: /./, namespace: 'used' }, ({ path }) => ({
      contents: `export { ${(used.get(path) ?? []).join(', ')} } from ${JSON.stringify(path)};`,
      resolveDir: root,
    }));
  },
});

/** Names every output after what it holds instead of after a hash of it. */
function fileNames({ outputs }: Metafile): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = (output: string, candidates: readonly string[]): void => {
    const name = candidates.find((candidate) => !taken.has(candidate));
    if (name === undefined) throw new Error(`no name is left for ${output} of the packages`);
    taken.add(name);
    names.set(below(output), name);
  };
  const all = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
  // What is imported by its name goes first: it has one name only.
  for (const [output, { entryPoint }] of all)
    if (entryPoint !== undefined) give(output, [entryName(entryPoint)]);
  for (const [output, about] of all)
    if (about.entryPoint === undefined) {
      const candidates = largestFirst(about).map(entryName);
      // All that it holds may be imported by its name too: that output then only points here.
      give(output, [
        ...candidates,
        ...candidates.map((name) => name.replace('.mjs', '.shared.mjs')),
      ]);
    }
  return names;
}

function entryName(input: string): string {
  const path = input.replace(/^.*node_modules\//, '').replace(/^used:/, '');
  return packageFile(
    path
      .replace(/\.[cm]?js$/, '')
      .replace(/^(instead-of-(.+)):\2$/, '$1')
      .replaceAll(':', '-'),
  );
}

/** The inputs of an output: those of the package that fills most of it first, and of each package the largest first. */
function largestFirst({ inputs }: Output): string[] {
  const files = Object.entries(inputs).map(([path, { bytesInOutput }]) => ({
    path,
    bytes: bytesInOutput,
  }));
  // Where there are none, it is what esbuild itself adds.
  if (files.length === 0) return [HELPERS_INPUT];
  const byPackage = Map.groupBy(files, ({ path }) => packageOf(path) ?? path);
  const weights = new Map([...byPackage].map(([name, of]) => [name, sum(of)] as const));
  const weight = (path: string): number => weights.get(packageOf(path) ?? path) ?? 0;
  return files
    .sort(
      (a, b) => weight(b.path) - weight(a.path) || b.bytes - a.bytes || (a.path < b.path ? -1 : 1),
    )
    .map(({ path }) => path);
}

const sum = (files: readonly { readonly bytes: number }[]): number =>
  files.reduce((all, { bytes }) => all + bytes, 0);

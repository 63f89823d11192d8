// Builds our files as they are laid out: what is in another built file stays an import.
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { OnResolveArgs, Plugin } from 'esbuild';
import { between, slashes } from './built-file.ts';
import type { BuiltFile } from './built-file.ts';
import { withoutFacades } from './builtin-imports.ts';
import { documents } from './document-texts.ts';
import type { Layout } from './layout.ts';
import { OURS } from './own-files.ts';
import type { Exports } from './own-files.ts';
import { packageFile } from './package-files.ts';

/** The built files of `layout`. Throws where esbuild finds an error, or an import that it cannot keep. */
export async function buildOwn(
  root: string,
  layout: Layout,
  exports: ReadonlyMap<string, Exports>,
): Promise<BuiltFile[]> {
  const { outputFiles } = await build({
    ...OURS,
    absWorkingDir: root,
    entryPoints: [...layout.built.keys()].map((built) => ({
      in: `built:${built}`,
      out: built.slice(0, -'.mjs'.length),
    })),
    minify: true,
    legalComments: 'none',
    plugins: [wholes(root, layout, exports), doors(root, layout), documents],
  });
  return outputFiles.map(({ path, text }) => ({
    path: slashes(relative(join(root, 'dist'), path)),
    contents: withoutFacades(oneImportEach(throughDoors(text))),
  }));
}

/** What an import from another built file is while esbuild builds: the names are the source's still. */
const THROUGH = /import(?:\{([^{}]*)\}|\*as ([\w$]+) )from"door:([^"|]*)\|([^"]*)";?/g;

/** Gives what is imported from another built file the prefix that it has there. */
function throughDoors(text: string): string {
  const replaced = text.replace(THROUGH, (...[, names, whole, prefix = '', at = '']: string[]) => {
    const renamed = names?.split(',').map((name) => {
      const [theirs = '', ours = theirs] = name.split(' as ');
      return `${prefix}${theirs} as ${ours}`;
    }) ?? [`${prefix} as ${whole ?? ''}`];
    return `import{${renamed.join(',')}}from"${at}";`;
  });
  const left = /.{0,80}"door:[^"]*"/.exec(replaced);
  if (left !== null) throw new Error(`${left[0]}: an import that the build cannot keep`);
  return replaced;
}

/** Joins the imports of the same file that a built file begins with. */
function oneImportEach(text: string): string {
  const [head = ''] = /^(?:import\{[^{}]*\}from"[^"]*";)+/.exec(text) ?? [];
  const imports = [...head.matchAll(/import\{([^{}]*)\}from("[^"]*");/g)];
  const joined = [...Map.groupBy(imports, ([, , from]) => from)].map(
    ([from, parts]) => `import{${parts.map(([, names]) => names).join(',')}}from${from};`,
  );
  return joined.join('') + text.slice(head.length);
}

/** Each built file begins as a list of what it exports of its sources. */
const wholes = (root: string, layout: Layout, exports: ReadonlyMap<string, Exports>): Plugin => ({
  name: 'wholes',
  setup(build) {
    build.onResolve({ filter: /^built:/ }, ({ path }) => ({
      path: path.slice('built:'.length),
      namespace: 'built',
    }));
    build.onLoad({ filter: /./, namespace: 'built' }, ({ path }) => ({
      contents: (layout.built.get(path) ?? [])
        .map((source) => listed(source, layout.prefixOf(source, path), exports.get(source)))
        .join('\n'),
      resolveDir: root,
    }));
  },
});

/** What a built file exports of a source. */
function listed(source: string, prefix: string, exports: Exports | undefined): string {
  const from = JSON.stringify(`./${source}`);
  // An action exports nothing: it runs.
  if (exports === undefined || exports.names.length === 0) return `import ${from};`;
  const names = exports.names.map((name) => (prefix === '' ? name : `${name} as ${prefix}${name}`));
  const whole = prefix !== '' && exports.asWhole ? `export * as ${prefix} from ${from};` : '';
  return `export { ${names.join(', ')} } from ${from};${whole}`;
}

/** Turns the import of a source that is in another built file into an import of that file. */
const doors = (root: string, layout: Layout): Plugin => ({
  name: 'doors',
  setup(build) {
    build.onResolve({ filter: /./ }, (args) => {
      if (args.kind === 'entry-point' || args.path.startsWith('node:')) return undefined;
      const from = builtOf(args, layout, root);
      if (!args.path.startsWith('.'))
        return { path: between(from, packageFile(args.path)), external: true };
      const source = slashes(relative(root, join(args.resolveDir, args.path)));
      const door = layout.doorTo(source, from);
      if (door === undefined) return undefined;
      const at = between(from, door.at);
      if (door.prefix === '') return { path: at, external: true };
      if (args.kind === 'dynamic-import')
        return { errors: [{ text: `${source} is part of ${door.at}: import it at once` }] };
      return { path: `door:${door.prefix}|${at}`, external: true };
    });
  },
});

/** The built file that an import is written in. */
function builtOf({ importer, namespace }: OnResolveArgs, layout: Layout, root: string): string {
  if (namespace === 'built') return importer;
  const source = slashes(relative(root, importer));
  const built = layout.codeOf(source);
  if (built === undefined) throw new Error(`${source} is in no built file`);
  return built;
}

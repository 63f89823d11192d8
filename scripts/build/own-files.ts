// Which of our files the actions load, what these export, and which built file each is part of.
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions, ImportKind } from 'esbuild';
import { slashes } from './built-file.ts';
import { documents } from './document-texts.ts';

/** A file of the repository that actions load, by its path below the root. */
export interface OwnFile {
  readonly path: string;
  /** What it imports, at once or when asked to. */
  readonly imports: readonly OwnImport[];
}

interface OwnImport {
  readonly path: string;
  readonly kind: ImportKind;
  /** A package or a module of Node. */
  readonly external?: boolean;
}

/** How all that is ours is built. */
export const OURS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Node 24 knows it; esbuild would write it out in each file.
  supported: { using: true },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  write: false,
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** All files of `root` that the actions `names` load, sooner or later. Throws where esbuild finds an error. */
export async function findOwnFiles(root: string, names: readonly string[]): Promise<OwnFile[]> {
  const { metafile } = await build({
    ...OURS,
    absWorkingDir: root,
    entryPoints: names.map((name) => `actions/${name}/main.ts`),
    splitting: true,
    packages: 'external',
    plugins: [documents],
  });
  return Object.entries(metafile.inputs).map(([path, { imports }]) => ({ path, imports }));
}

/** What others can import from a source, and how they do. */
export interface Exports {
  readonly names: readonly string[];
  /** Whether one imports all of it, as `import * as`. */
  readonly asWhole: boolean;
}

/** What each of `paths` exports. Throws where esbuild cannot read one. */
export async function exportsOf(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Exports>> {
  const { metafile, outputFiles } = await build({
    ...OURS,
    bundle: false,
    absWorkingDir: root,
    outbase: root,
    entryPoints: paths.map((path) => join(root, path)),
  });
  const asWhole = new Set(
    outputFiles.flatMap(({ path, text }) =>
      [...text.matchAll(/^import \* as \w+ from "(\.[^"]+)";$/gm)].map(([, target = '']) =>
        slashes(relative(join(root, 'dist'), join(path, '..', target))),
      ),
    ),
  );
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = '', exports }) => [
      entryPoint,
      { names: [...exports].sort(), asWhole: asWhole.has(entryPoint) },
    ]),
  );
}

const ENTRY = /^actions\/([^/]+)\/main\.ts$/;

/**
 * The folders that are one built file each, since each file that an action loads costs it 0.2 ms. Not so other adapters
 * and the steps: most of them bring a client of the SDK along that most actions do not need. The page of the report is
 * for one action alone.
 */
const WHOLE = /^(src\/(?:aws\/s3\/listing|evidence\/page|(?!aws\/|github\/|steps\/)[^/]+))\//;

/** Whether a built file holds a whole folder. */
export const isWhole = (built: string): boolean => WHOLE.test(built.replace('.mjs', '/'));

/**
 * Where others find a file: `src/core/wait.ts` in `src/core.mjs`, `src/aws/ssm.ts` in `src/aws/ssm.mjs`, an action's
 * main.ts in `<action>.mjs`. Undefined where it becomes part of whatever imports it, as a document does.
 */
export function homeOf(path: string): string | undefined {
  if (!path.endsWith('.ts')) return undefined;
  const name = ENTRY.exec(path)?.[1] ?? WHOLE.exec(path)?.[1] ?? path.slice(0, -'.ts'.length);
  return `${name}.mjs`;
}

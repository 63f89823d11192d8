// A copy of the sources to change, and what a change of them rewrites in actions/dist.
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from 'esbuild';
import ts from 'typescript';
import type { BuiltFile } from '../../../scripts/build/built-file.ts';
import { bundle } from '../../../scripts/build/bundle.ts';
import { buildPackages } from '../../../scripts/build/package-files.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The sources in a folder of their own. Disposing removes it and ends esbuild. */
export interface Copy extends AsyncDisposable {
  readonly root: string;
  /** Builds it as it is. */
  readonly build: () => Promise<BuiltFile[]>;
  /** Edits, builds, takes all back: the paths of the built files that were changed, added or removed. */
  readonly rewrittenBy: (edits: Edits) => Promise<string[]>;
}

/** New texts, by path. */
export type Edits = Readonly<Record<string, string>>;

/** Copies what the actions are built from. The packages are linked. */
export function copySources(): Copy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nfs-cutover-sources-')));
  for (const folder of ['actions', 'infra', 'src'])
    cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  // It says how imports are read.
  cpSync(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const known = new Map<string, ReturnType<typeof buildPackages>>();
  // What is used of packages says all about what they are built to.
  const packagesOf: typeof buildPackages = (from, used) => {
    const key = JSON.stringify([...used]);
    const built = known.get(key) ?? buildPackages(from, used);
    known.set(key, built);
    return built;
  };
  const build = (): Promise<BuiltFile[]> => bundle(root, packagesOf);
  const before = build();
  return {
    root,
    build,
    rewrittenBy: async (edits) => {
      const unchanged = await before;
      const paths = Object.keys(edits);
      const kept = paths.map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
      try {
        for (const [path, text] of Object.entries(edits)) writeFileSync(join(root, path), text);
        return differing(unchanged, await build());
      } finally {
        for (const [path, text] of kept) writeFileSync(join(root, path), text);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await before.catch(() => undefined);
      rmSync(root, { recursive: true, force: true });
      await stop();
    },
  };
}

function differing(before: readonly BuiltFile[], after: readonly BuiltFile[]): string[] {
  const [a, b] = [before, after].map(
    (files) => new Map(files.map((one) => [one.path, one.contents])),
  );
  return [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])]
    .filter((path) => a?.get(path) !== b?.get(path))
    .sort();
}

/** A source of the copy, with what changes begin with. */
export class Source {
  readonly path: string;
  readonly text: string;
  readonly #parsed: ts.SourceFile;

  constructor(root: string, path: string) {
    this.path = path;
    this.text = readFileSync(join(root, path), 'utf8');
    this.#parsed = ts.createSourceFile(path, this.text, ts.ScriptTarget.Latest, true);
  }

  /** The functions that it exports. */
  get functions(): readonly string[] {
    return this.#exported().map(({ name }) => name?.text ?? '');
  }

  /** The text with `statement` at the beginning of the first function that it exports; throws where there is none. */
  withStatement(statement: string): string {
    const at = this.#exported()[0]?.body?.getStart();
    if (at === undefined) throw new Error(`${this.path} exports no function`);
    return `${this.text.slice(0, at + 1)}\n${statement}\n${this.text.slice(at + 1)}`;
  }

  #exported(): ts.FunctionDeclaration[] {
    return this.#parsed.statements
      .filter((one) => ts.isFunctionDeclaration(one))
      .filter(
        ({ body, modifiers }) =>
          body !== undefined && modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
      );
  }
}

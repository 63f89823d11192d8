// The files that differ between the two checkouts of a pull request, read as data and never run.
import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { CutoverError } from '../../core/errors.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';

export interface ChangedFile {
  /** Below the repository. Anybody's text. */
  readonly path: string;
  /** Undefined if the file is not there. */
  readonly before: Content | undefined;
  readonly after: Content | undefined;
}

export interface Content {
  readonly bytes: Buffer;
  /** Set if it is not a plain file: a symlink's bytes are its target. */
  readonly notPlain?: 'a symbolic link' | 'something that is not a file';
}

/** What checkouts hold besides the repository's own files. */
const NOT_OURS = new Set(['.git', 'node_modules', 'out']);

/** Every file that differs between the folders `base` and `head`, in the order of their names. */
export function changedFiles(base: string, head: string): readonly ChangedFile[] {
  const [old, now] = [filesBelow(base), filesBelow(head)];
  const all = new Map([...old, ...now]);
  return [...all.keys()].sort().flatMap((key) => {
    const name = all.get(key) ?? Buffer.alloc(0);
    // Only what was found: if a folder has become a symbolic link, the path would lead elsewhere.
    const before = old.has(key) ? contentOf(below(base, name)) : undefined;
    const after = now.has(key) ? contentOf(below(head, name)) : undefined;
    return same(before, after) ? [] : [{ path: shown(name), before, after }];
  });
}

/** The files of `folder` below the checkout that match `pattern`, plain or not. */
export function filesLike(checkout: string, pattern: RegExp): readonly string[] {
  return [...filesBelow(checkout).values()]
    .filter((name) => isUtf8(name))
    .map(shown)
    .filter((path) => pattern.test(path))
    .sort();
}

/** The file's content, or undefined if there is none. */
export function contentOf(path: string | Buffer): Content | undefined {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink())
      return { bytes: readlinkSync(path, 'buffer'), notPlain: 'a symbolic link' };
    if (stat.isDirectory()) return undefined;
    if (!stat.isFile()) return { bytes: Buffer.alloc(0), notPlain: 'something that is not a file' };
    return { bytes: readFileSync(path) };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

/** The names of all files below the checkout, by their bytes: a name need not be UTF-8. */
function filesBelow(checkout: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const walk = (folder: Buffer | undefined): void => {
    const path = folder === undefined ? checkout : below(checkout, folder);
    for (const entry of readdirSync(path, { encoding: 'buffer', withFileTypes: true })) {
      if (folder === undefined && NOT_OURS.has(entry.name.toString('latin1'))) continue;
      const name = folder === undefined ? entry.name : below(folder, entry.name);
      if (entry.isDirectory()) walk(name);
      else found.set(name.toString('latin1'), name);
    }
  };
  try {
    walk(undefined);
    return found;
  } catch (cause) {
    throw new CutoverError('bad-input', {
      what: `the checkout ${checkout}`,
      expected: 'a folder with the files of a commit',
      got: cause instanceof Error ? cause.message : String(cause),
      cure: 'check both commits out before this step, and name their folders in "base" and "head"',
      cause,
    });
  }
}

const below = (folder: string | Buffer, name: Buffer): Buffer =>
  Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);

/** Bytes that are not text become `\\xff`. */
const shown = (name: Buffer): string => (isUtf8(name) ? name.toString() : visiblePath(name));

function same(before: Content | undefined, after: Content | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.notPlain === after.notPlain && before.bytes.equals(after.bytes);
}

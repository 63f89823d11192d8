// What a pull request changes: the files of two checkouts that differ, read as data and never run.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CutoverError } from '../../core/errors.ts';

export interface ChangedFile {
  /** Below the repository. Anybody's text. */
  readonly path: string;
  /** Undefined where the file is not there. */
  readonly before: Content | undefined;
  readonly after: Content | undefined;
}

export interface Content {
  readonly bytes: Buffer;
  /** Set where it is not a plain file: a symlink's bytes are its target. */
  readonly notPlain?: 'a symbolic link' | 'something that is not a file';
}

/** What checkouts hold besides the repository's own files. */
const NOT_OURS = new Set(['.git', 'node_modules', 'out']);

/** Every file that differs between the folders `base` and `head`, in the order of their names. */
export function changedFiles(base: string, head: string): readonly ChangedFile[] {
  const old = new Set(filesBelow(base));
  const now = new Set(filesBelow(head));
  return [...new Set([...old, ...now])].sort().flatMap((path) => {
    // Only what was found: where a folder has become a symbolic link, the path would lead elsewhere.
    const before = old.has(path) ? contentOf(join(base, path)) : undefined;
    const after = now.has(path) ? contentOf(join(head, path)) : undefined;
    return same(before, after) ? [] : [{ path, before, after }];
  });
}

/** The files of `folder` below the checkout that match `pattern`, plain or not. */
export function filesLike(checkout: string, pattern: RegExp): readonly string[] {
  return filesBelow(checkout)
    .filter((path) => pattern.test(path))
    .sort();
}

/** The file's content, or undefined where there is none. */
export function contentOf(path: string): Content | undefined {
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

function filesBelow(checkout: string): string[] {
  try {
    return readdirSync(checkout).flatMap((top) => {
      if (NOT_OURS.has(top)) return [];
      if (!lstatSync(join(checkout, top)).isDirectory()) return [top];
      return readdirSync(join(checkout, top), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(checkout, join(entry.parentPath, entry.name)));
    });
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

function same(before: Content | undefined, after: Content | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.notPlain === after.notPlain && before.bytes.equals(after.bytes);
}

// A folder as a stream of its entries. Paths are bytes: any name that Linux allows is walked.
import { isUtf8 } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';

export interface TreeEntry {
  /** Relative to the root, without a leading slash; empty for the root itself. */
  readonly path: Buffer;
  /** An `unreadable` entry follows a directory that could not be listed. */
  readonly kind: 'file' | 'directory' | 'symlink' | 'special' | 'unreadable';
  readonly stats: BigIntStats;
}

/** The root, then everything below it, each directory before what is in it; in no order else. */
export async function* walk(root: string): AsyncGenerator<TreeEntry, undefined> {
  yield* walkFrom(root, Buffer.alloc(0));
}

/** The absolute path of a path below `root`. */
export function below(root: string, path: Buffer): Buffer {
  return path.length === 0 ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), path]);
}

/** The path as text, or undefined when its bytes are not UTF-8. */
export function asText(path: Buffer): string | undefined {
  return isUtf8(path) ? path.toString() : undefined;
}

async function* walkFrom(root: string, path: Buffer): AsyncGenerator<TreeEntry, undefined> {
  const stats = await statsOf(below(root, path));
  if (stats === undefined) return;
  const kind = kindOf(stats);
  yield { path, kind, stats };
  if (kind !== 'directory') return;
  // Latin-1 gives every byte of a name its own character, and so gives it back unharmed.
  const folder = await opendir(below(root, path), { encoding: 'latin1' }).catch(leaveOut);
  if (folder === undefined) {
    yield { path, kind: 'unreadable', stats };
    return;
  }
  for await (const { name } of folder) {
    const bytes = Buffer.from(name, 'latin1');
    yield* walkFrom(
      root,
      path.length === 0 ? bytes : Buffer.concat([path, Buffer.from('/'), bytes]),
    );
  }
}

/** What is at an absolute path, without following a link; undefined when nothing is (any more). */
export async function statsOf(path: Buffer | string): Promise<BigIntStats | undefined> {
  return lstat(path, { bigint: true }).catch(leaveOut);
}

function kindOf(stats: BigIntStats): TreeEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

function leaveOut(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(error.code ?? '')) return undefined;
  throw error;
}

// How DataSync and File Gateway keep a file's owner, mode and times in an object's user metadata.
import type { BigIntStats } from 'node:fs';

export type UserMetadata = Readonly<Record<string, string>>;

/** The metadata of an object that stands for a file with these attributes. */
export function posixMetadata(stats: BigIntStats, userAgent: string): Record<string, string> {
  return {
    'file-permissions': stats.mode.toString(8).padStart(7, '0'),
    'file-owner': String(stats.uid),
    'file-group': String(stats.gid),
    'file-mtime': `${stats.mtimeNs}ns`,
    'file-atime': `${stats.atimeNs}ns`,
    'user-agent': userAgent,
  };
}

/** Permission bits of an object's metadata, if it has them. */
export function permissions(metadata: UserMetadata): number | undefined {
  const text = metadata['file-permissions'];
  return text !== undefined && /^[0-7]+$/.test(text)
    ? Number.parseInt(text, 8) & 0o7777
    : undefined;
}

/** Whole seconds since the epoch at which the file was written, if the object's metadata say so. */
export function modified(metadata: UserMetadata): number | undefined {
  const found = /^(\d+)ns$/.exec(metadata['file-mtime'] ?? '');
  return found?.[1] === undefined ? undefined : Number(BigInt(found[1]) / 1_000_000_000n);
}

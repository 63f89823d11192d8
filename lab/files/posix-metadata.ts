// How DataSync and File Gateway keep a file's owner, mode and times in an object's user metadata.
import type { BigIntStats } from 'node:fs';

export type UserMetadata = Readonly<Record<string, string>>;

/** How a time is written: with the ending `ns`, or without one in milliseconds. */
export type TimeUnit = 'nanoseconds' | 'milliseconds';

/** The metadata of an object that stands for a file with these attributes. */
export function posixMetadata(
  stats: BigIntStats,
  userAgent: string,
  unit: TimeUnit = 'nanoseconds',
): Record<string, string> {
  const time = (nanoseconds: bigint): string =>
    unit === 'nanoseconds' ? `${nanoseconds}ns` : String(nanoseconds / 1_000_000n);
  return {
    'file-permissions': stats.mode.toString(8).padStart(7, '0'),
    'file-owner': String(stats.uid),
    'file-group': String(stats.gid),
    'file-mtime': time(stats.mtimeNs),
    'file-atime': time(stats.atimeNs),
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

/** The whole second in which the file was written, if the object's metadata say so. */
export function modified(metadata: UserMetadata): Date | undefined {
  const [, digits, ns] = /^(-?\d+)(ns)?$/.exec(metadata['file-mtime'] ?? '') ?? [];
  if (digits === undefined) return undefined;
  const unit = ns === undefined ? 1000n : 1_000_000_000n;
  const time = BigInt(digits);
  const down = ((time % unit) + unit) % unit;
  return new Date(Number((time - down) / unit) * 1000);
}

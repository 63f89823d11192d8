// Ids as AWS makes them, derived from what they name: the same rehearsal gives the same ids.
import { createHash } from 'node:crypto';

/** The first `length` hex digits of a digest of the parts. */
export function hexId(length: number, ...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
}

/** A version 4 UUID derived from the parts. */
export function uuid(...parts: readonly (string | number)[]): string {
  const hex = hexId(32, ...parts);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

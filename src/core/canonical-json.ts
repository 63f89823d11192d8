// One spelling for equal data, so that equal data has an equal digest.
import { createHash } from 'node:crypto';

/** JSON with the keys of every object in code-unit order and no white space; members that are undefined are left out. */
export const canonicalJson = (value: unknown): string => spelled(value) ?? 'null';

/** Undefined for what JSON cannot hold. */
function spelled(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return spelled((value.toJSON as () => unknown)());
  if (Array.isArray(value))
    return `[${value.map((member) => spelled(member) ?? 'null').join(',')}]`;
  // Not by way of a new object: an engine puts keys such as "10" before all others, in the order of their numbers.
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([key, member]) => {
      const text = spelled(member);
      return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
    });
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical JSON, hex. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

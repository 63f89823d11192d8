// A document with its misspelt keys put right, so that what stands below them can be checked, too.
import { nearest } from './nearest.ts';
import { show } from '../problem.ts';
import { keysAt } from '../schema/schema-keys.ts';
import type { Complaint, Path } from '../yaml.ts';

export interface Meant {
  /** The document under the names that its keys were meant to have. */
  readonly data: unknown;
  /** One for each key that was misspelt. */
  readonly complaints: readonly Complaint[];
  /** A path of `data` as it is written in the file. */
  readonly written: (path: Path) => Path;
}

/** Puts right each unknown key that is close to one which is not there. */
export function asMeant(data: unknown): Meant {
  const keys = new Map<string, string>();
  const complaints: Complaint[] = [];
  const written = (path: Path): Path =>
    path.map((part, i) => keys.get(pathKey(path.slice(0, i + 1))) ?? part);
  const walk = (value: unknown, path: Path): unknown => {
    const known = keysAt(path);
    if (known.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
      return value;
    const there = new Set(Object.keys(value));
    const right = Object.entries(value).map(([key, inner]): [string, unknown] => {
      const missing = known.filter((name) => !there.has(name));
      const meant = known.includes(key) ? undefined : nearest(key, missing);
      if (meant === undefined) return [key, walk(inner, [...path, key])];
      there.add(meant);
      keys.set(pathKey([...path, meant]), key);
      complaints.push({
        path: written([...path, meant]),
        atKey: true,
        expected: `the key "${meant}"`,
        got: `the key ${show(key)}`,
      });
      return [meant, walk(inner, [...path, meant])];
    });
    return Object.fromEntries(right);
  };
  return { data: walk(data, []), complaints, written };
}

const pathKey = (path: Path): string => JSON.stringify(path.map(String));

// A document with its misspelt keys put right, so that what stands below them can be checked, too.
import type * as z from 'zod/mini';
import { KNOWN_REGIONS } from '../../core/values/arn.ts';
import { schema } from '../schema/keys.ts';
import { show } from '../problem.ts';
import type { Complaint, Path } from '../yaml.ts';

// Which keys each section of a runbook may have, as the schema says.

/** The keys that the section at `path` may have; none where there is no section. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let shape = shapeOf(schema);
  for (const part of path) {
    const type = Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
    shape = type === undefined ? {} : shapeOf(type);
  }
  return Object.keys(shape);
}

function shapeOf(type: z.core.$ZodType): z.core.$ZodShape {
  const { def } = type._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'optional') return shapeOf(def.innerType);
  return def.type === 'object' ? def.shape : {};
}

// The right name that a misspelt one was probably meant to be.

/** The closest of the names, or undefined where none is close. Case, `_` and `-` do not count. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[_\s-]/g, '');
  const ranked = names
    .map((name) => ({ name, distance: distance(plain(word), plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.min(word.length, best.name.length) / 3));
  return best.distance <= allowed ? best.name : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What is to be said of a Region that has the form of one and is not known; undefined for those that are. */
export function regionDoubt(region: string): string | undefined {
  if (KNOWN_REGIONS.includes(region)) return undefined;
  const close = nearest(region, KNOWN_REGIONS);
  return close === undefined ? 'see that it is no mistake' : `did you mean ${close}?`;
}

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

// Which sources import which, so that a test finds the places where a change is worst.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOwnFiles } from '../../../scripts/build/own-files.ts';
import { startOf } from '../../../scripts/build/one-start.ts';
import { Source } from './changed-copy.ts';

/** The sources of a copy; all lists have what most files import first. */
export interface Graph {
  /** The files that export a function, of each folder of src. */
  readonly layers: ReadonlyMap<string, readonly Source[]>;
  /** What the actions load when they know their inputs. */
  readonly steps: readonly Source[];
  /** What they load before. */
  readonly start: readonly Source[];
  /** Whether `from` could import `to`: it does not yet, and there would be no cycle. */
  readonly couldImport: (from: Source, to: Source) => boolean;
}

/** The folder of src that a file is in. */
export const layerOf = (path: string): string => path.split('/')[1] ?? '';

/** Reads the sources below `root` that actions load. */
export async function readGraph(root: string): Promise<Graph> {
  const names = readdirSync(join(root, 'actions')).filter((name) => name !== 'dist');
  const files = await findOwnFiles(root, names);
  const imports = new Map(files.map((file) => [file.path, file.imports.map(({ path }) => path)]));
  const importers = new Map<string, number>();
  for (const path of [...imports.values()].flat())
    importers.set(path, (importers.get(path) ?? 0) + 1);
  const sources = files
    .filter(({ path }) => path.startsWith('src/'))
    .map(({ path }) => new Source(root, path))
    .filter(({ functions }) => functions.length > 0)
    .sort((a, b) => (importers.get(b.path) ?? 0) - (importers.get(a.path) ?? 0));
  const loaded = new Set(
    files
      .filter(({ path }) => path.startsWith('actions/'))
      .flatMap((file) => file.imports.filter(({ kind }) => kind === 'dynamic-import'))
      .map(({ path }) => path),
  );
  const start = startOf(files);
  return {
    layers: Map.groupBy(sources, ({ path }) => layerOf(path)),
    steps: sources.filter(({ path }) => loaded.has(path)),
    start: sources.filter(({ path }) => start.has(path)),
    couldImport: (from, to) =>
      from.path !== to.path &&
      imports.get(from.path)?.includes(to.path) === false &&
      !reaches(imports, to.path, from.path),
  };
}

function reaches(
  imports: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
  seen = new Set<string>(),
): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (imports.get(from) ?? []).some((next) => reaches(imports, next, to, seen));
}

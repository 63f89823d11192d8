// Which built file holds the code of which source, and how one finds another.
import { START } from './one-start.ts';
import { homeOf, isWhole } from './own-files.ts';

/** Where a file finds another, and under which names. */
export interface Door {
  readonly at: string;
  /** What stands before each name in a built file of many sources, so that no name can be another's. */
  readonly prefix: string;
}

/** The built files of our sources. */
export interface Layout {
  /** Every built file, with the sources whose names it exports, in byte order. */
  readonly built: ReadonlyMap<string, readonly string[]>;
  /** The built file that holds a source's code. Undefined where each of its importers does. */
  readonly codeOf: (source: string) => string | undefined;
  /** Where code in the built file `from` finds `source`. Undefined where that is the same file. */
  readonly doorTo: (source: string, from: string) => Door | undefined;
  /** What a built file calls the names of a source. */
  readonly prefixOf: (source: string, built: string) => string;
}

/**
 * Lays out `sources`, of which `start` is loaded at every start. Other files import a part of the start under the same
 * name as if it were not part of it. So none of them changes when it becomes one.
 */
export function layOut(sources: readonly string[], start: ReadonlySet<string>): Layout {
  const named = [...start].filter((source) => homeOf(source) !== undefined);
  const built = new Map([[START, named.sort()]]);
  for (const source of [...sources].sort()) {
    const home = homeOf(source);
    if (home !== undefined) built.set(home, [...(built.get(home) ?? []), source]);
  }
  const codeOf = (source: string): string | undefined =>
    start.has(source) ? START : homeOf(source);
  const doorTo = (source: string, from: string): Door | undefined => {
    const [code, home] = [codeOf(source), homeOf(source)];
    if (code === undefined || home === undefined || code === from) return undefined;
    // An action's own file needs no second file for what it starts with, and no file can ask itself.
    const isAction = !from.includes('/');
    const at = code === START && (isAction || home === from) ? START : home;
    return { at, prefix: prefixOf(source, at) };
  };
  return { built, codeOf, doorTo, prefixOf };
}

function prefixOf(source: string, built: string): string {
  const folder = built === START ? 'src' : isWhole(built) ? built.replace('.mjs', '') : undefined;
  if (folder === undefined) return '';
  return `${source.slice(folder.length + 1, -'.ts'.length).replace(/\W/g, '_')}$`;
}

// DataSync's SIMPLE_PATTERN filters, on bytes: relative to the source location, joined by `|`, `*` for anything.
import { CutoverError } from '../../core/errors.ts';
import type { RowCursor } from '../rows/row-cursor.ts';

const SLASH = 0x2f;
/** Stands for `*` inside a pattern; no byte of a path has this value. */
const ANY = -1;

/** Says whether the path of a row, or a folder above it, is meant. */
export type PathMatch = (row: RowCursor) => boolean;

export interface Filters {
  /** `/a|/b*`; absent or empty: everything. */
  readonly includes?: string;
  readonly excludes?: string;
}

/** As `list-tree` and `list-folders` prune: folders of these names, and other files whose name begins like this. */
const PRUNED = /(^|\/)(\.snapshot|~snapshot|\.zfs)\/|(^|\/)\.nfs[0-9a-fA-F]{16}[^/]*$/;

/**
 * True for a path that no manifest lists, also if the source has it: snapshot folders with all that is in them, and
 * files that an NFS client keeps only because they are open (Linux, fs/nfs/unlink.c: `.nfs` and hexadecimal digits).
 */
export const isPruned: PathMatch = ({ bytes, pathStart, pathEnd }) =>
  PRUNED.test(Buffer.from(bytes.subarray(pathStart, pathEnd)).toString('latin1'));

/** The patterns of `text` as one test, or undefined where there is none. */
export function pathPatterns(text: string): PathMatch | undefined {
  const patterns = split(text).map(compile);
  if (patterns.length === 0) return undefined;
  return (row) => patterns.some((pattern) => matches(pattern, row));
}

/** Whether a row takes part in a task with these filters; undefined where all do. */
export function selection(filters: Filters): PathMatch | undefined {
  const includes = filters.includes ?? '';
  for (const pattern of split(includes))
    if (pattern.slice(0, -1).includes(ANY))
      throw new CutoverError('bad-input', {
        what: `the include filter '${includes}'`,
        expected: "'*' as the last character of a pattern only",
        got: "a '*' before it",
        cure: "correct the task's filter; DataSync refuses it too",
      });
  const wanted = pathPatterns(includes);
  const unwanted = pathPatterns(filters.excludes ?? '');
  if (wanted === undefined && unwanted === undefined) return undefined;
  return (row) => (wanted?.(row) ?? true) && !(unwanted?.(row) ?? false);
}

/** One pattern's bytes, ANY for a star. A backslash takes its meaning from `|`, `*` and itself; alone it is dropped. */
function split(text: string): number[][] {
  const patterns: number[][] = [[]];
  for (const [token] of text.matchAll(/\\[\\|*]|\\|\||\*|[^\\|*]+/g)) {
    if (token === '|') patterns.push([]);
    else if (token === '*') patterns.at(-1)?.push(ANY);
    else if (token !== '\\')
      patterns.at(-1)?.push(...Buffer.from(token.startsWith('\\') ? token.slice(1) : token));
  }
  return patterns.filter((pattern) => pattern.length > 0);
}

/** `/dir` and `/dir/` are the same, and a pattern without its first slash has it all the same. */
function compile(pattern: number[]): Int16Array {
  const rooted = pattern[0] === SLASH || pattern[0] === ANY ? pattern : [SLASH, ...pattern];
  return Int16Array.from(rooted.at(-1) === SLASH ? rooted.slice(0, -1) : rooted);
}

/**
 * Matches the whole path, or a part of it that ends before a slash, from the slash on that stands before every path.
 * Stars are tried shortest first.
 */
function matches(pattern: Int16Array, row: RowCursor): boolean {
  const { bytes, pathEnd } = row;
  let at = row.pathStart - 1;
  let next = 0;
  let star = -1;
  let tried = 0;
  for (;;) {
    if (next === pattern.length && (at === pathEnd || bytes[at] === SLASH)) return true;
    if (next < pattern.length && pattern[next] === ANY) {
      star = next;
      tried = at;
      next += 1;
    } else if (at < pathEnd && next < pattern.length && pattern[next] === bytes[at]) {
      at += 1;
      next += 1;
    } else if (star >= 0 && tried < pathEnd) {
      tried += 1;
      at = tried;
      next = star + 1;
    } else return false;
  }
}

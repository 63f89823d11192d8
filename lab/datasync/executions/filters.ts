// Include and exclude patterns: relative to the source, joined by '|', '*' for anything.
import { invalidRequest } from '../errors.ts';
import type { Filters } from '../model.ts';

/** Whether a path (without a leading slash, '' for the root) takes part in an execution. */
export type Selection = (path: string) => boolean;

/** Reads both lists; a pattern that AWS refuses is refused. */
export function selection(includes: Filters, excludes: Filters): Selection {
  const wanted = patternsOf(includes);
  const unwanted = patternsOf(excludes);
  const star = wanted.find((pattern) => /\*./s.test(pattern));
  if (star !== undefined)
    throw invalidRequest(`In an include pattern '*' must be the last character: '${star}'.`);
  const takes = wanted.map(asRegExp);
  const leaves = unwanted.map(asRegExp);
  return (path) =>
    (takes.length === 0 || takes.some((pattern) => pattern.test(`/${path}`))) &&
    !leaves.some((pattern) => pattern.test(`/${path}`));
}

/** Two filters that select the same by their text. */
export function sameFilters(a: Filters, b: Filters): boolean {
  return JSON.stringify(patternsOf(a)) === JSON.stringify(patternsOf(b));
}

const patternsOf = (filters: Filters): string[] =>
  filters.flatMap(({ Value = '' }) => Value.split('|')).filter((pattern) => pattern !== '');

function asRegExp(pattern: string): RegExp {
  const rooted = /^[/*]/.test(pattern) ? pattern : `/${pattern}`;
  const source = rooted
    .replace(/\/$/, '')
    .split('*')
    .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^]*');
  return new RegExp(`^${source}(/[^]*)?$`);
}

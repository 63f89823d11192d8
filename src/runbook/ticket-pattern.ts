// The regular expression of a change ticket: anchored, short, and quick on any text.
import { readsOneWay } from './one-way.ts';
import { patternTree } from './pattern-tree.ts';
import { isClean } from './values.ts';

/** Source of an expression that holds from the first to the last character, or undefined where it is refused. */
export function anchoredPattern(text: string): string | undefined {
  if (text.length > 200 || !isClean(text) || !/^\^.*[^\\]\$$/s.test(text)) return undefined;
  try {
    new RegExp(text);
  } catch {
    return undefined;
  }
  const tree = patternTree(text.slice(1, -1));
  // In `^a|b$` each anchor holds for one alternative only.
  if (tree === undefined || tree.kind === 'any') return undefined;
  return readsOneWay(tree) ? text : undefined;
}

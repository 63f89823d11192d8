// The regular expression of a change ticket: anchored, short, and quick on any text.
import { readsOneWay } from './one-way.ts';
import { patternTree } from './pattern-tree.ts';
import { isClean } from '../schema/values.ts';

/** What is said of most patterns that are refused. */
export const ANCHORED =
  'a regular expression with ^ at its start and $ at its end, such as ^CHG[0-9]{7}$';
const SHORT = 'a regular expression of at most 200 characters in one line';
const COMPILES = 'a regular expression that compiles';
const PLAIN =
  'a plain regular expression: characters, classes, groups, repeats, and alternatives in a group; nothing looks around, refers back or is an anchor between ^ and $';
const QUICK =
  'a regular expression that reads each text in one way only, so that none makes it slow: no repeat in a repeat or beside one of the same characters, no alternatives that begin alike and meet again';

/** Source of an expression that holds from the first to the last character, or undefined where it is refused. */
export const anchoredPattern = (text: string): string | undefined =>
  patternFault(text) === undefined ? text : undefined;

/** What the text would have to be, or undefined where it is right. */
export function patternFault(text: string): string | undefined {
  if (text.length > 200 || !isClean(text)) return SHORT;
  if (!/^\^.*[^\\]\$$/s.test(text)) return ANCHORED;
  try {
    new RegExp(text);
  } catch {
    return COMPILES;
  }
  const tree = patternTree(text.slice(1, -1));
  // In `^a|b$` each anchor holds for one alternative only.
  if (tree === undefined || tree.kind === 'any') return PLAIN;
  return readsOneWay(tree) ? undefined : QUICK;
}

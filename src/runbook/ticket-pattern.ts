// The regular expression of a change ticket: anchored, short, and quick on any text.
import { isClean } from './values.ts';

/** Source of an expression that holds from the first to the last character, or undefined where it is refused. */
export function anchoredPattern(text: string): string | undefined {
  if (text.length > 200 || !isClean(text) || !/^\^.*[^\\]\$$/s.test(text)) return undefined;
  try {
    new RegExp(text);
  } catch {
    return undefined;
  }
  return isRisky(text) ? undefined : text;
}

// In `^a|b$` each anchor holds for one alternative only; `(a+)+` may need exponential time.
function isRisky(pattern: string): boolean {
  const plain = pattern.replace(/\\./gs, '_').replace(/\[[^\]]*\]/g, '_');
  const repeats: boolean[] = [false];
  for (const [i, character] of Array.from(plain).entries()) {
    const rest = plain.slice(i);
    if (character === '(') repeats.push(false);
    if (character === '|' && repeats.length === 1) return true;
    if (/^([*+]|\{\d+,\})/.test(rest)) repeats[repeats.length - 1] = true;
    if (character === ')') {
      const inside = repeats.pop() ?? false;
      if (inside && /^\)([*+]|\{)/.test(rest)) return true;
      repeats[repeats.length - 1] ||= inside;
    }
  }
  return false;
}

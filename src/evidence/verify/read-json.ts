// Text of anybody → a value in its one spelling, or one line that says why not.
import { canonicalJson } from '../../core/canonical-json.ts';

/** The value where it is JSON, and what is wrong with the text. */
export interface Read {
  readonly value?: unknown;
  readonly fault?: string;
}

/** Deeper than any record; what reads a value calls itself for each level. */
const DEEPEST = 100;

/** Canonical JSON and one line feed; with `indented` also the spelling with two spaces, which people read. */
export function readJson(bytes: Uint8Array, indented = false): Read {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: 'expected UTF-8, got other bytes' };
  }
  if (isDeep(text)) return { fault: `expected at most ${DEEPEST} levels, got more` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { fault: `expected JSON, got: ${thrown instanceof Error ? thrown.message : ''}` };
  }
  const spelling = `${canonicalJson(value)}\n`;
  if (text === spelling || (indented && text === `${JSON.stringify(value, null, 2)}\n`))
    return { value };
  return {
    value,
    fault: `expected canonical JSON, got another spelling at ${firstDifference(text, spelling)}`,
  };
}

function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '"') quoted = !quoted;
    else if (quoted && sign === '\\') i += 1;
    else if (!quoted && (sign === '{' || sign === '[')) depth += 1;
    else if (!quoted && (sign === '}' || sign === ']')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function firstDifference(text: string, spelling: string): string {
  let at = 0;
  while (at < text.length && text[at] === spelling[at]) at += 1;
  return `character ${at + 1}`;
}

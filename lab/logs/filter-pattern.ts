// Filter patterns of CloudWatch Logs, the unstructured ones: terms, "quoted terms", ?either ?or, -without.
import type { ServiceError } from '../protocol/service.ts';
import { invalidParameter } from './errors.ts';

/** Turns a pattern into a test of messages. JSON, space-delimited and regular-expression patterns are refused. */
export function parsePattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text))
    throw bad(`only patterns of terms are known here, got '${text.slice(0, 40)}'`);
  const terms = [...text.matchAll(/\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gy)];
  const used = terms.reduce((sum, [whole]) => sum + whole.length, 0);
  if (used !== text.length) throw bad(`unbalanced quotes in '${text}'`);
  const some: string[] = [];
  const all: string[] = [];
  const none: string[] = [];
  for (const [, sign = '', quoted, plain] of terms) {
    const term = quoted?.replace(/\\(.)/g, '$1') ?? plainTerm(plain ?? '');
    (sign === '?' ? some : sign === '-' ? none : all).push(term);
  }
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (some.length === 0 || some.some((term) => message.includes(term)));
}

function plainTerm(term: string): string {
  if (!/^\w+$/.test(term)) throw bad(`the term '${term}' must be in double quotes`);
  return term;
}

const bad = (why: string): ServiceError => invalidParameter(`Invalid filter pattern: ${why}`);

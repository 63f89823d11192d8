// What the documents share with the steps: $((NAME)) in infra/documents is a constant of src/core/document-limits, or the
// essential units.
import { ESSENTIAL_UNITS } from '../../src/core/essential-units.ts';
import * as limits from '../../src/core/document-limits.ts';
import { refusal } from './source-lines.ts';
import type { SourceLine } from './source-lines.ts';

const { DOCUMENT_TIMEOUT_SECONDS, ...numbers } = limits;
const SHARED: Readonly<Record<string, number | string>> = { ...numbers, ESSENTIAL_UNITS };
const TIMEOUTS: Readonly<Record<string, number>> = DOCUMENT_TIMEOUT_SECONDS;

/** The lines of a document with its limits in them. Throws `bad-input` for a name that is none of them. */
export function fillIn(document: string, lines: readonly SourceLine[]): readonly SourceLine[] {
  // A number of its own for each document.
  const values = { ...SHARED, TIMEOUT_SECONDS: TIMEOUTS[document] };
  return lines.map((line) => ({
    ...line,
    text: line.text.replace(/\$\(\(([A-Z][A-Z0-9_]*)\)\)/g, (placeholder, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name as keyof typeof values] : undefined;
      if (value !== undefined) return String(value);
      throw refusal(line, {
        expected: `a constant of src/core/document-limits that ${document} has`,
        got: placeholder,
        cure: 'correct the name, or add the constant',
      });
    }),
  }));
}

// One thing that is wrong in a runbook, where it stands, and how it is shown.

export interface Problem {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** `gateway.share`, `application.servers[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  readonly hint?: string;
}

const longestLine = 120;

/** `runbooks/x.yml:12:5: gateway.share: expected …, got …; do …` and the line of the file with a caret. */
export function formatProblem(problem: Problem, text: string): string {
  const { file, line, column, path, expected, got, hint } = problem;
  const where = `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}`;
  const message = `${where}expected ${expected}, got ${got}${hint === undefined ? '' : `; ${hint}`}`;
  const source = text.split(/\r\n|\n|\r/)[line - 1];
  if (source === undefined || source.trim() === '') return message;
  const start = Math.max(0, column - longestLine + 20);
  const shown = printable(source.slice(start, start + longestLine));
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  return `${message}\n  ${gutter} | ${shown}\n  ${blank} | ${' '.repeat(column - 1 - start)}^`;
}

/** The value as one short line, whatever it holds. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return printable(shorten(JSON.stringify(value)));
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (typeof value === 'boolean') return `the word ${value}`;
  return 'a section';
}

const shorten = (text: string): string => (text.length <= 100 ? text : `${text.slice(0, 99)}…`);

// One character stands for one, so that the caret stays below its place. Format characters could reorder the line.
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '�');

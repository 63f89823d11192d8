// The files of infra/documents as lines that know where they stand, so that errors name file and line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../../src/core/errors.ts';
import type { Failure } from '../../src/core/errors.ts';

export interface SourceLine {
  readonly text: string;
  /** Below infra/documents. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The paths of all files below `folder`, sorted; those that begin with a dot are settings of tools. */
export const sourceFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** The lines of `file`. Throws `bad-input` for what would not come out of the template as it went in. */
export function readLines(folder: string, file: string): readonly SourceLine[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const lines = text.split('\n').map((one, i): SourceLine => ({ text: one, file, line: i + 1 }));
  const [first = { text, file, line: 1 }] = lines;
  if (!text.endsWith('\n') || text.endsWith('\n\n') || /^\s/.test(text))
    throw refusal(first, {
      expected: 'no white space before the text and one newline at its end',
      got: `a text that begins with ${JSON.stringify(text.slice(0, 20))} and ends with ${JSON.stringify(text.slice(-20))}`,
      cure: 'remove it, or add the newline',
    });
  for (const line of lines) assertCarried(line);
  return lines.slice(0, -1);
}

function assertCarried(line: SourceLine): void {
  if (/[\t\r]| $/.test(line.text))
    throw refusal(line, {
      expected: 'no tab, carriage return or space at the end of a line',
      got: JSON.stringify(line.text),
      cure: 'write spaces, and none at the end',
    });
  // CloudFormation shows anything else as "?" when the template is read back.
  const [foreign] = /[^ -~]/u.exec(line.text) ?? [];
  if (foreign !== undefined)
    throw refusal(line, {
      expected: 'ASCII alone',
      got: `"${foreign}"`,
      cure: 'spell it in ASCII',
    });
}

/** The error that the line is not as it has to be. */
export const refusal = (
  { file, line }: Pick<SourceLine, 'file' | 'line'>,
  failure: Omit<Failure, 'what'>,
): CutoverError =>
  new CutoverError('bad-input', { what: `infra/documents/${file}:${line}`, ...failure });

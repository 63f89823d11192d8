// A document's script: its run.sh, with each include replaced by the lines of the file that it names.
import { join } from 'node:path/posix';
import { readLines, refusal } from './source-lines.ts';
import type { SourceLine } from './source-lines.ts';

/** What may be included: shell, and programs of awk that stand between quotes. */
const INCLUDED = /^[^/]+\/(?!run\.sh$)[a-z0-9-]+\.(sh|awk)$/;
const INCLUDE = /^( *)\. (.*)$/;
/** An include that is a part of a line: the server would look for the file. */
const HALF_INCLUDE = /\. \.{1,2}\//;

export const isIncluded = (file: string): boolean => INCLUDED.test(file);

export interface Sources {
  /** infra/documents. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Filled with the files that are included. */
  readonly used: Set<string>;
}

/**
 * The lines of `file` and of all that it includes, each with the indentation of its include. Throws `bad-input` for an
 * include of what is not there, or of a file that is being included.
 */
export function joinScript(
  sources: Sources,
  file: string,
  way: readonly string[] = [],
): readonly SourceLine[] {
  return readLines(sources.folder, file).flatMap((line) => {
    const [, indent = '', path] = INCLUDE.exec(line.text) ?? [];
    if (path === undefined) return [whole(line)];
    const target = targetOf(sources, line, path);
    const now = [...way, file];
    if (now.includes(target))
      throw refusal(line, {
        expected: 'a file that does not include itself',
        got: [...now, target].join(' -> '),
        cure: 'remove one of these includes',
      });
    return joinScript(sources, target, now).map((one) => ({
      ...one,
      text: one.text === '' ? '' : indent + one.text,
    }));
  });
}

function targetOf({ files, used }: Sources, line: SourceLine, path: string): string {
  const target = join(line.file, '..', path);
  const known = /^(\.\.\/lib|\.)\/[^/]+$/.test(path) && files.includes(target);
  if (known && isIncluded(target)) {
    used.add(target);
    return target;
  }
  throw refusal(line, {
    expected: 'an include of a file that is there, as ". ../lib/NAME.sh" or ". ./NAME.sh"',
    got: `. ${path}`,
    cure: 'correct the name, or add the file',
  });
}

function whole(line: SourceLine): SourceLine {
  if (!HALF_INCLUDE.test(line.text)) return line;
  throw refusal(line, {
    expected: 'an include to have its line for itself',
    got: line.text.trim(),
    cure: 'give it a line of its own',
  });
}

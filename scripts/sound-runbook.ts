// A runbook of this machine for a script that needs it whole: its typed form, or all of its problems as one error.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { parseRunbook } from '../src/runbook/load.ts';
import { formatProblem } from '../src/runbook/problem.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { unknownName } from './command-line.ts';

/** The runbook of `file`. Throws every problem that "npm run lint:runbooks" shows, each with its line. */
export function soundRunbook(file: string): Runbook {
  if (!existsSync(file))
    throw unknownName({ what: 'runbook', name: file, known: globSync('runbooks/*.yml').sort() });
  const text = readFileSync(file, 'utf8');
  const loaded = parseRunbook(text, file);
  if (loaded.ok) return loaded.runbook;
  throw new Error(loaded.problems.map((problem) => formatProblem(problem, text)).join('\n\n'));
}

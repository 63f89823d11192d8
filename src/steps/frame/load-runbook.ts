// Reads the runbook of the checked-out commit; each of its problems becomes an annotation at its line.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import { complain, warn } from '../../github/output.ts';
import { parseRunbook } from '../../runbook/load.ts';
import { formatProblem } from '../../runbook/problem.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/**
 * Loads `file` below GITHUB_WORKSPACE; throws `bad-runbook` with the number of problems, and annotates each. With
 * `warnsAt`, the time, it also annotates what the next release refuses, and a change window that is over: one step of a run
 * says so, not all of them.
 */
export function loadRunbook(
  file: string,
  { env, warnsAt }: { readonly env: NodeJS.ProcessEnv; readonly warnsAt: Instant | undefined },
): Runbook {
  const text = read(file, join(env.GITHUB_WORKSPACE ?? process.cwd(), file));
  const loaded = parseRunbook(text, file, warnsAt);
  if (loaded.ok) {
    for (const warning of warnsAt === undefined ? [] : loaded.warnings)
      warn(formatProblem(warning, text), 'runbook', warning);
    return loaded.runbook;
  }
  for (const problem of loaded.problems)
    complain(formatProblem(problem, text), 'bad-runbook', problem);
  const count = loaded.problems.length;
  throw new CutoverError('bad-runbook', {
    what: file,
    expected: 'a valid runbook',
    got: `${count} ${count === 1 ? 'problem' : 'problems'}, each shown above`,
    cure: 'correct them by pull request',
  });
}

function read(file: string, path: string): string {
  try {
    if (lstatSync(path).isFile()) return readFileSync(path, 'utf8');
  } catch (cause) {
    throw notThere(file, 'no such file', cause);
  }
  throw notThere(file, 'something that is not a plain file', undefined);
}

const notThere = (file: string, got: string, cause: unknown): CutoverError =>
  new CutoverError('bad-runbook', {
    what: file,
    expected: 'a file of the checked-out commit',
    got,
    cure: 'name a file in runbooks/, and check the repository out before this step',
    cause,
  });

// The runbook of the repository, sound or with one piece of its text replaced.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunbook } from '../../src/runbook/load.ts';
import { formatProblem, type Problem } from '../../src/runbook/problem.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';

export const file = 'runbooks/image-archive.yml';
export const sound = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

/** The runbook of a text; throws all problems where it has some. */
export function load(text: string): Runbook {
  const loaded = parseRunbook(text, file);
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => formatProblem(p, text)).join('\n'));
  return loaded.runbook;
}

export function problems(text: string): readonly Problem[] {
  const loaded = parseRunbook(text, file);
  return loaded.ok ? [] : loaded.problems;
}

/** The sound runbook with one piece of text replaced. */
export function changed(from: string | RegExp, to: string): string {
  const text = sound.replace(from, () => to);
  if (text === sound) throw new Error(`${String(from)} does not occur in ${file}`);
  return text;
}

/** What is said first about a text, without the line of the file. */
export function firstMessage(text: string): string {
  const [problem] = problems(text);
  return problem === undefined ? 'no problem' : (formatProblem(problem, text).split('\n')[0] ?? '');
}

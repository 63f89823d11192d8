// npm run lint:runbooks: every mistake of every runbook at once, each at its line.
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readArguments } from './command-line.ts';
import { systemClock } from '../src/core/clock.ts';
import { parseRunbook } from '../src/runbook/load.ts';
import { formatProblem } from '../src/runbook/problem.ts';
import type { Problem } from '../src/runbook/problem.ts';

const USAGE = `npm run lint:runbooks [-- FILE...]

  FILE...   runbooks to check; without any, all of runbooks/

Exit code: 0 nothing wrong, perhaps with warnings · 1 at least one problem, or a file that cannot be read`;

const repository = join(import.meta.dirname, '..');

function main(args: readonly string[]): number {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const all = (): string[] =>
    globSync('runbooks/*.{yml,yaml}', { cwd: repository })
      .sort()
      .map((file) => relative(process.cwd(), join(repository, file)));
  const files = positionals.length > 0 ? positionals : all();
  const found = files.map(findingsOf);
  const problems = found.flatMap((one) => one.problems);
  const warnings = found.flatMap((one) => one.warnings);
  for (const warning of warnings) console.error(`warning: ${warning}\n`);
  for (const problem of problems) console.error(`${problem}\n`);
  const counts = [count(files.length, 'runbook'), count(problems.length, 'problem')];
  if (warnings.length > 0) counts.push(count(warnings.length, 'warning'));
  console.log(counts.join(', '));
  return problems.length === 0 ? 0 : 1;
}

function findingsOf(file: string): Record<'problems' | 'warnings', string[]> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const problem = `${file}: expected a file that can be read, got ${(error as Error).message}`;
    return { problems: [problem], warnings: [] };
  }
  const loaded = parseRunbook(text, file, systemClock.now());
  const shown = (problems: readonly Problem[]): string[] =>
    problems.map((problem) => formatProblem(problem, text));
  return loaded.ok
    ? { problems: [], warnings: shown(loaded.warnings) }
    : { problems: shown(loaded.problems), warnings: [] };
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`lint:runbooks: ${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 1;
}

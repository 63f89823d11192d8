// npm run lint:runbooks: every mistake of every runbook at once, each at its line.
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readArguments } from './command-line.ts';
import { parseRunbook } from '../src/runbook/load.ts';
import { formatProblem } from '../src/runbook/problem.ts';

const USAGE = `npm run lint:runbooks [-- FILE...]

  FILE...   runbooks to check; without any, all of runbooks/

Exit code: 0 nothing wrong · 1 at least one problem, or a file that cannot be read`;

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
  const wrong = files.map(problemsOf).filter((problems) => problems.length > 0);
  for (const problem of wrong.flat()) console.error(`${problem}\n`);
  const counts = [count(files.length, 'runbook'), count(wrong.flat().length, 'problem')];
  console.log(counts.join(', '));
  return wrong.length === 0 ? 0 : 1;
}

function problemsOf(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return [`${file}: expected a file that can be read, got ${(error as Error).message}`];
  }
  const loaded = parseRunbook(text, file);
  return loaded.ok ? [] : loaded.problems.map((problem) => formatProblem(problem, text));
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`lint:runbooks: ${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 1;
}

// npm run new-runbook: finds a migration's resources in AWS, asks for the rest, and writes its runbook.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseRunbook } from '../src/runbook/load.ts';
import { formatProblem } from '../src/runbook/problem.ts';
import { Answers, type Ask } from './new-runbook/answers.ts';
import { draftRunbook } from './new-runbook/draft.ts';
import { type Options, readOptions, USAGE } from './new-runbook/options.ts';
import { runbookText } from './new-runbook/text.ts';

const say = (line: string): void => console.error(line);

async function write(options: Options, ask: Ask | undefined): Promise<number> {
  const answers = new Answers(options, ask);
  const folder = resolve(options.given.folder ?? join(import.meta.dirname, '../runbooks'));
  const assertNew = (name: string): void => {
    if (existsSync(join(folder, `${name}.yml`)))
      throw new Error(`--name: expected a new name, got ${name}, which has a runbook`);
  };
  if (options.given.name !== undefined) assertNew(options.given.name);
  const draft = await draftRunbook(answers, process.env, say);
  if (draft === undefined) {
    const way = ask === undefined ? 'There is no terminal to ask in. It needs' : 'It still needs';
    say(`\n${way}\n  ${answers.missing.join('\n  ')}`);
    return 1;
  }
  assertNew(draft.name);
  const path = join(folder, `${draft.name}.yml`);
  const near = relative(process.cwd(), path);
  const file = near.startsWith('..') ? path : near;
  const text = runbookText(draft);
  const loaded = parseRunbook(text, file);
  if (!loaded.ok) {
    for (const problem of loaded.problems) say(`\n${formatProblem(problem, text)}`);
    say(`\n${file} was not written. Answer otherwise what is wrong above.`);
    return 1;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
  console.log(`${file}: written, and valid`);
  console.log(`Next: read it, then rehearse it: npm run rehearse -- ${file}`);
  console.log('Then open a pull request: what runs is what was reviewed.');
  return 0;
}

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    say(`new-runbook: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const terminal = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stderr })
    : undefined;
  const closed = new AbortController();
  terminal?.once('close', () => closed.abort());
  const ask: Ask = async (question) =>
    terminal?.question(question, { signal: closed.signal }).catch(() => undefined);
  try {
    return await write(options, terminal && ask);
  } catch (error) {
    const { message, name } = error as Error;
    const cure = name === 'CredentialsProviderError' ? '; sign in to the account first' : '';
    say(`new-runbook: ${name === 'Error' ? '' : `${name}: `}${message}${cure}`);
    return 1;
  } finally {
    terminal?.close();
  }
}

process.exitCode = await main();

// Writes what is generated from a single source: tables of the READMEs, the runbook's schema and page; with --check only compares.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as prettier from 'prettier';
import { parse } from 'yaml';
import { loadScenario, scenarioNames } from '../lab/faults/scenario.ts';
import type { Scenario } from '../lab/faults/scenario.ts';
import { evidenceSchemaText, evidenceTables } from './docs/evidence-page.ts';
import { keyTables } from './docs/runbook-page.ts';
import { runbookSchema, runbookSchemaText } from './docs/runbook-schema.ts';
import { fillSessionPolicy } from './docs/session-policy.ts';
import { statesPage } from './docs/states-page.ts';
import { cell, code, fill, table } from './docs/table.ts';
import { onlyCheck } from './only-check.ts';

interface Parameter {
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
}

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, Parameter>>;
  readonly outputs: Readonly<Record<string, Parameter>>;
}

/** Reads an action.yml; an input or output without a description is an error, as nobody could use it. */
export function readAction(text: string, file: string): Action {
  const raw = parse(text) as Partial<Action> | null;
  const { name = '', description = '', inputs = {}, outputs = {} } = raw ?? {};
  const bare = Object.entries({ ...inputs, ...outputs })
    .filter(([, parameter]) => !parameter.description?.trim())
    .map(([key]) => key);
  if (name === '' || description === '') bare.unshift('the action itself');
  if (bare.length > 0)
    throw new Error(`${file}: expected a description, got none for ${bare.join(', ')}; write it`);
  return { name, description, inputs, outputs };
}

/** The README with its sections filled from the action; where it has none yet, they are added at its end. */
export function fillActionReadme(readme: string, action: Action, file: string): string {
  const inputs = Object.entries(action.inputs).map(([name, { default: value, ...rest }]) => [
    code(name),
    rest.required === true
      ? 'yes'
      : value === undefined || value === ''
        ? 'no'
        : `no, ${code(String(value))}`,
    cell(rest.description),
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    code(name),
    cell(description),
  ]);
  const marked = withSection(withSection(readme, 'inputs'), 'outputs');
  const filled = fill(marked, 'inputs', table(['input', 'required', 'what it is'], inputs), file);
  return fill(filled, 'outputs', table(['output', 'what it is'], outputs), file);
}

/** The repository's README with the table of all actions. */
export function fillActionsTable(
  readme: string,
  actions: ReadonlyMap<string, Action>,
  file: string,
): string {
  const rows = [...actions].map(([folder, { description }]) => [
    `[${code(folder)}](actions/${folder}/README.md)`,
    cell(description),
  ]);
  return fill(readme, 'actions', table(['action', 'what it does'], rows), file);
}

/** The repository's README with the table of the lab's scenarios; those that an action of its own ends are in its README. */
export function fillScenarios(readme: string, all: readonly Scenario[], file: string): string {
  const scenarios = all.filter(({ by }) => by === undefined);
  const rows = scenarios.map(({ name, says, ends }) => [code(name), cell(says), cell(ends)]);
  return fill(readme, 'scenarios', table(['scenario', 'what goes wrong', 'it ends'], rows), file);
}

/** The README of an action with the scenarios that it ends. */
export function fillScenariosBy(
  by: NonNullable<Scenario['by']>,
  readme: string,
  all: readonly Scenario[],
  file: string,
): string {
  const scenarios = all.filter((one) => one.by === by);
  const rows = scenarios.map(({ name, says }) => [code(name), cell(says)]);
  return fill(readme, 'scenarios', table(['scenario', 'what goes wrong'], rows), file);
}

function withSection(readme: string, marker: string): string {
  if (readme.includes(`<!-- ${marker} -->`)) return readme;
  const title = `${marker.charAt(0).toUpperCase()}${marker.slice(1)}`;
  return `${readme.trimEnd()}\n\n## ${title}\n\n<!-- ${marker} -->\n<!-- /${marker} -->\n`;
}

async function written(root: string): Promise<Map<string, string>> {
  const actions = new Map<string, Action>();
  const files = new Map<string, string>();
  for (const path of globSync('actions/*/action.yml', { cwd: root }).sort()) {
    const folder = dirname(path);
    const readme = `${folder}/README.md`;
    const action = readAction(readFileSync(join(root, path), 'utf8'), path);
    actions.set(folder.slice('actions/'.length), action);
    if (!existsSync(join(root, readme)))
      throw new Error(`${readme}: expected a README, got none; write one with marked tables`);
    files.set(readme, fillActionReadme(readFileSync(join(root, readme), 'utf8'), action, readme));
  }
  const main = readFileSync(join(root, 'README.md'), 'utf8');
  const scenarios = scenarioNames().map(loadScenario);
  files.set(
    'README.md',
    fillScenarios(fillActionsTable(main, actions, 'README.md'), scenarios, 'README.md'),
  );
  for (const by of ['plan', 'finalize'] as const) {
    const readme = `actions/${by}/README.md`;
    files.set(readme, fillScenariosBy(by, files.get(readme) ?? '', scenarios, readme));
  }
  for (const name of ['cutover', 'finalize', 'rollback']) {
    const file = `.github/workflows/${name}.yml`;
    files.set(file, fillSessionPolicy(readFileSync(join(root, file), 'utf8'), file));
  }
  files.set('runbooks/schema.json', runbookSchemaText());
  files.set('docs/runbook.md', runbookPage(root));
  files.set('docs/evidence.schema.json', evidenceSchemaText());
  const evidence = readFileSync(join(root, 'docs/evidence.md'), 'utf8');
  files.set('docs/evidence.md', fill(evidence, 'members', evidenceTables(), 'docs/evidence.md'));
  const operations = 'docs/operations.md';
  const page = readFileSync(join(root, operations), 'utf8');
  files.set(operations, fill(page, 'states', statesPage(), operations));
  for (const [file, text] of files) {
    const filepath = join(root, file);
    const options = await prettier.resolveConfig(filepath);
    files.set(file, await prettier.format(text, { ...options, filepath }));
  }
  return files;
}

function runbookPage(root: string): string {
  const file = 'docs/runbook.md';
  const example = readFileSync(join(root, 'runbooks/image-archive.yml'), 'utf8').trimEnd();
  const filled = fill(
    readFileSync(join(root, file), 'utf8'),
    'example',
    `\`\`\`yaml\n${example}\n\`\`\``,
    file,
  );
  return fill(filled, 'keys', keyTables(runbookSchema()), file);
}

async function main(): Promise<void> {
  const checks = onlyCheck('docs');
  const root = join(import.meta.dirname, '..');
  let stale = 0;
  for (const [file, text] of await written(root)) {
    if (existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8') === text) continue;
    stale += 1;
    if (checks) console.error(`${file}: is not what it is generated from; run "npm run docs"`);
    else {
      writeFileSync(join(root, file), text);
      console.log(`${file}: written`);
    }
  }
  if (checks && stale > 0) process.exitCode = 1;
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

// The rules of the code base as data, and what breaks them.
import type { SourceFile } from './sources.ts';

const middle = ['runbook', 'reconcile', 'evidence', 'journal', 'aws', 'github'];

/** Which layers a layer may import besides itself. The SSM documents of `infra` are bundled as text. */
const imports: Readonly<Record<string, readonly string[]>> = {
  core: [],
  runbook: ['core'],
  reconcile: ['core'],
  evidence: ['core', 'runbook'],
  journal: ['core', 'runbook'],
  aws: ['core', 'infra'],
  github: ['core'],
  plan: ['core', 'runbook'],
  steps: ['core', ...middle, 'plan', 'infra'],
  actions: ['core', ...middle, 'plan', 'steps', 'infra'],
  lab: ['infra'],
  scripts: ['core', ...middle, 'plan', 'steps', 'lab'],
  test: ['core', ...middle, 'plan', 'steps', 'actions', 'lab', 'scripts', 'infra'],
};

/** Which packages a layer may use. A layer that is not listed may use any. */
const packages: Readonly<Record<string, RegExp>> = {
  core: /^node:/,
  runbook: /^(node:.*|yaml|zod)$/,
  reconcile: /^node:/,
  evidence: /^node:/,
  journal: /^node:/,
  aws: /^(node:.*|@aws-sdk\/.*|@smithy\/.*)$/,
  github: /^(node:.*|@actions\/(core|github))$/,
  plan: /^node:/,
  // The deployed SSM documents are compared as data, not as text.
  steps: /^(node:.*|yaml)$/,
  actions: /^(node:.*|@actions\/(core|github))$/,
  lab: /^(node:.*|yaml|zx|@actions\/(workflow-parser|expressions|languageservice))$/,
};

/** The most source files in one folder: more are two rooms. */
const roomy: readonly (readonly [below: RegExp, most: number])[] = [
  [/^(src|lab)\//, 15],
  [/^(test|scripts)\//, 40],
];

/** How many files an action may reach through imports of values and of types, its own main.ts counted. */
const reach: Readonly<Record<string, number>> = {
  // The last transfer asks whether the change window is still open: two files are for that.
  'actions/run-datasync/main.ts': 144,
  'actions/remove-extras/main.ts': 151,
  // It asks the change calendar: two files are for that.
  'actions/switch-mount/main.ts': 138,
  // It lists the bucket and keeps that, too: a rollback compares with it.
  'actions/check-listing/main.ts': 149,
  // They compare two listings of the bucket, and open the share again. The list asks the servers before, too.
  'actions/list-written/main.ts': 151,
  // The calendar and the epoch of each server: two files are for that.
  'actions/freeze-source/main.ts': 144,
  'actions/carry-back/main.ts': 143,
  // It compares the plans of two runbooks, and repeats what GitHub does not answer.
  'actions/review-runbook/main.ts': 160,
  // It judges the settings as the preflight does, asks the change calendar and makes the forecast: six files read earlier nights.
  'actions/ask-approval/main.ts': 163,
  // It asks GitHub, AWS and the servers how the run has ended.
  'actions/report/main.ts': 146,
  // A manifest comes to it by presigned uploads, or by the agent.
  'actions/verify-s3/main.ts': 142,
  // It looks ahead at everything that any step does.
  'actions/plan/main.ts': Infinity,
};
// Each says in the job of the cutover how long is left: one of these files is for that.
// Each action can look at its role: three of these files are for that. Five are for the chain of evidence,
// and three for what it leaves where it has lost the migration.
// Whoever reads the head of an object reaches four files for that: connections, their number, signing and reading.
const USUAL_REACH = 139;

const clocks = ['src/core/clock.ts', 'lab/time/clock.ts'];
const drawers = /(^|[/-])(utils?|helpers?|common|managers?|misc|index|impl)(\.test)?\.ts$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/;

/** One line per broken rule, the file first. */
export function violations(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap(ofFile),
    ...crowded(files),
    ...farReaching(files),
    ...cycles(files),
  ].sort();
}

function ofFile(file: SourceFile): string[] {
  const { path, lines } = file;
  const found = [...directions(file), ...foreign(file), ...time(file)];
  if (lines > 250) found.push(`${path}: has ${lines} lines, more than 250`);
  if (file.exportsDefault) found.push(`${path}: has a default export`);
  if (file.reExports) found.push(`${path}: exports what another file defines`);
  if (drawers.test(path)) found.push(`${path}: a name that says nothing`);
  if (!kebab.test(path.split('/').at(-1) ?? '')) found.push(`${path}: not in kebab-case`);
  return found;
}

function directions({ path, imports: targets }: SourceFile): string[] {
  const from = layer(path);
  return targets.flatMap((target) => {
    const to = layer(target);
    const known = to in imports || to === 'infra';
    // Wiring is per action: what two of them need lives in src.
    const foreignAction = from === 'actions' && to === 'actions' && folder(path) !== folder(target);
    const allowed = from === to ? !foreignAction : (imports[from]?.includes(to) ?? false);
    return known && !allowed ? [`${path}: may not import ${target}`] : [];
  });
}

function foreign({ path, packages: names }: SourceFile): string[] {
  const allowed = packages[layer(path)];
  if (allowed === undefined) return [];
  return names
    .filter((name) => !allowed.test(name))
    .map((name) => `${path}: may not use the package ${name}`);
}

function time({ path, ambient, packages: names }: SourceFile): string[] {
  if (clocks.includes(path) || !/^(src|actions|lab)\//.test(path)) return [];
  // The lab kills real processes after real seconds; its own time it takes from its clock.
  const allowed = path.startsWith('lab/')
    ? ['setTimeout', 'setInterval', 'setImmediate', 'performance.now']
    : [];
  const timers = names.filter((name) => !path.startsWith('lab/') && name.startsWith('node:timers'));
  return [...ambient.filter((name) => !allowed.includes(name)), ...timers].map(
    (name) => `${path}: uses ${name} outside the clock`,
  );
}

function crowded(files: readonly SourceFile[]): string[] {
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return [...folders].flatMap(([folder, { length }]) => {
    const [, most = Infinity] = roomy.find(([below]) => below.test(`${folder}/`)) ?? [];
    return length > most ? [`${folder}: has ${length} source files, more than ${most}`] : [];
  });
}

function farReaching(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.keys()].filter(isEntry).flatMap((entry) => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      const file = byPath.get(path);
      if (file === undefined || reached.has(path)) return;
      reached.add(path);
      file.imports.forEach(visit);
    };
    visit(entry);
    const most = reach[entry] ?? USUAL_REACH;
    return reached.size > most
      ? [`${entry}: reaches ${reached.size} files, more than ${most}`]
      : [];
  });
}

const isEntry = (path: string): boolean => /^actions\/[^/]+\/main\.ts$/.test(path);

function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push(
        `${path}: imports itself (${[...way.slice(way.indexOf(path)), path].join(' → ')})`,
      );
      return;
    }
    if (done.has(path)) return;
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

/** `aws` of `src/aws/s3.ts`; the first folder of all other paths. */
function layer(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? second : first;
}

const folder = (path: string): string => path.split('/').slice(0, 2).join('/');

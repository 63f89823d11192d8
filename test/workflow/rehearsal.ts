// Rehearses the workflow as a person does: the script as a child process, its records read afterwards.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { loadScenario } from '../../lab/faults/scenario.ts';
import type { Scenario } from '../../lab/faults/scenario.ts';
import { compileCache } from '../../lab/github/steps/compile-cache.ts';
import { startNode } from '../../lab/github/steps/node-process.ts';
import type { StepRecord } from '../../src/core/record.ts';
import { inOrder } from '../../src/evidence/chain.ts';
import { readRecords } from '../../src/evidence/read-records.ts';
import { checkKinds } from '../../src/evidence/verify/check-kind.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Rehearsed {
  readonly exit: number | null;
  readonly output: string;
  /** What GitHub would show: the summaries of all steps. */
  readonly summary: string;
  readonly records: readonly StepRecord[];
  /** The record of one workflow step; an error when there is none. */
  readonly record: (job: string, id: string) => StepRecord;
  /** How the report says it ended. */
  readonly ending: unknown;
  /** What the verifier says about evidence.json and the records beside it. */
  readonly verified: string;
}

const EXIT: Readonly<Record<Scenario['ends'], number>> = {
  confirmed: 0,
  denied: 2,
  'rolled-back': 3,
  failed: 1,
};

/** Rehearses the approved cutover with a scenario's faults, and checks that it ends as the scenario says. */
export async function rehearseScenario(name: string): Promise<Rehearsed> {
  const { ends, workflow } = loadScenario(name);
  const more = workflow === undefined ? [] : ['--workflow', workflow];
  const rehearsed = await rehearse(['--approve', '--scenario', name, ...more]);
  if (rehearsed.exit !== EXIT[ends] || rehearsed.ending !== ends)
    throw new Error(
      `${name}: expected ${ends}, got ${rehearsed.exit} ${String(rehearsed.ending)}\n${rehearsed.output}`,
    );
  return rehearsed;
}

/** Runs scripts/rehearse.ts with `args`, without a terminal; `env` is added to this process's own. */
export async function rehearse(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Rehearsed> {
  const out = mkdtempSync(join(tmpdir(), 'nfs-cutover-rehearsal-'));
  try {
    const { exit, output } = await run([...args, '--out', out], env);
    const records = recordFolders(out)
      .flatMap((folder) => readRecords(folder))
      .sort(inOrder);
    const [foreign] = checkKinds(records);
    if (foreign !== undefined) throw new Error(`${foreign.where}: ${foreign.says}\n${output}`);
    const find = (job: string, id: string): StepRecord => {
      const found = records.find((record) => record.job === job && record.id === id);
      if (found === undefined) throw new Error(`no record of ${job}/${id}:\n${output}`);
      return found;
    };
    return {
      exit,
      output,
      summary: summaryIn(out),
      records,
      record: find,
      ending: readEvidence(out),
      verified: verified(out),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exit: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = startNode(join(ROOT, 'scripts', 'rehearse.ts'), {
      cwd: ROOT,
      env: { ...process.env, ...compileCache(), COLUMNS: '', ...env },
      args,
    });
    let output = '';
    const feed = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', feed);
    child.stderr.on('data', feed);
    child.once('error', reject);
    child.once('close', (exit) => {
      resolve({ exit, output });
    });
  });
}

/** The artifacts with records; the evidence is a JSON file of another form. */
const recordFolders = (out: string): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name).startsWith('records-'))
    .map((name) => join(out, name));

/** Empty where no run has begun. */
const summaryIn = (out: string): string => {
  const file = join(out, 'summary.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

function verified(out: string): string {
  const verifier = join(ROOT, 'actions', 'dist', 'verify-evidence.mjs');
  return spawnSync(process.execPath, [verifier, out], { encoding: 'utf8' }).stdout;
}

function readEvidence(out: string): unknown {
  try {
    const text = readFileSync(join(out, 'evidence-1', 'evidence.json'), 'utf8');
    return (JSON.parse(text) as { state: { ending: unknown } }).state.ending;
  } catch {
    return undefined;
  }
}

// Records on disk: written by each step, read by the report.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../core/errors.ts';
import type { StepRecord } from '../core/record.ts';

/** Writes `$RUNNER_TEMP/records/<step id>.json` whole or not at all; outside a runner nothing is written. */
export function writeRecord(record: StepRecord, env: NodeJS.ProcessEnv): void {
  writeBesideRecords(`${record.id}.json`, `${JSON.stringify(record, null, 2)}\n`, env);
}

/** The end of the names of files beside records that are JSON and no record. */
const CANONICAL = '.canonical.json';

/** Writes a file into the folder of the records, whole or not at all; outside a runner nothing is written. */
export function writeBesideRecords(name: string, text: string, env: NodeJS.ProcessEnv): void {
  if (!env.RUNNER_TEMP) return;
  const folder = join(env.RUNNER_TEMP, 'records');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** All records below `folder`, at any depth, in the order in which they began; none when it does not exist. */
export function readRecords(folder: string): readonly StepRecord[] {
  return files(folder, '.json')
    .map((file) => parse(file))
    .sort(inOrder);
}

/** Compares two records by when their steps began. */
export function inOrder(a: StepRecord, b: StepRecord): number {
  return compare(a.startedAt, b.startedAt) || compare(a.endedAt, b.endedAt);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The lists of removed objects that lie beside the records below `folder`. */
export const removedLists = (folder: string): readonly string[] => files(folder, '.removed.txt');

/** The lists of all differences that comparisons have left beside their records below `folder`. */
export const differencesLists = (folder: string): readonly string[] =>
  files(folder, '.differences.txt');

/** What a list below `folder` is called in the evidence: its artifact and its name. */
export const nameInEvidence = (folder: string, list: string): string =>
  list.slice(folder.length + 1).replaceAll('/', '.');

/** The list of all differences of a comparison, as it is called in the evidence. */
export const differencesFile = ({ attempt, id, job }: StepRecord): string =>
  `records-${job}-${attempt}.${id}.differences.txt`;

function files(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending) && !name.endsWith(CANONICAL))
      .sort()
      .map((name) => join(folder, name));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

function parse(file: string): StepRecord {
  const text = readFileSync(file, 'utf8');
  try {
    const record = JSON.parse(text) as Partial<StepRecord>;
    if (record.format === 1 && typeof record.step === 'string') return record as StepRecord;
  } catch {
    // The error below reports it, like a well-formed file that is no record.
  }
  throw new CutoverError('bad-input', {
    what: `record ${file}`,
    expected: 'a record of format 1',
    got: JSON.stringify(text.slice(0, 80)),
    cure: 'keep only this run\'s "records-…" artifacts in the folder',
  });
}

// Records on disk, as each step writes them behind those of its job.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ChainedRecord } from './chain.ts';

/**
 * Writes `$RUNNER_TEMP/records/<step id>.json` whole or not at all; outside a runner nothing is written. A record that
 * stands there already stays, under another name: the chain goes on behind it.
 */
export function writeRecord(record: ChainedRecord, env: NodeJS.ProcessEnv): void {
  const file = join(env.RUNNER_TEMP ?? '', 'records', `${record.id}.json`);
  if (env.RUNNER_TEMP && existsSync(file))
    renameSync(file, file.replace(/json$/, `before-${record.chain.number}.json`));
  writeBesideRecords(`${record.id}.json`, `${JSON.stringify(record, null, 2)}\n`, env);
}

/** The records that this runner has kept so far; what cannot be read is left out, as no step may fail because of it. */
export function ownRecords(env: NodeJS.ProcessEnv): readonly ChainedRecord[] {
  if (!env.RUNNER_TEMP) return [];
  return recordFiles(join(env.RUNNER_TEMP, 'records'), '.json').flatMap((file) => {
    try {
      const record = JSON.parse(readFileSync(file, 'utf8')) as ChainedRecord;
      return Number.isSafeInteger(record.chain.number) ? [record] : [];
    } catch {
      return [];
    }
  });
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

/** What a list below `folder` is called in the evidence: its artifact and its name. */
export const nameInEvidence = (folder: string, list: string): string =>
  list.slice(folder.length + 1).replaceAll('/', '.');

/** The list of all differences of a comparison, as it is called in the evidence. */
export const differencesFile = ({
  attempt,
  id,
  job,
}: Pick<ChainedRecord, 'attempt' | 'id' | 'job'>): string =>
  `records-${job}-${attempt}.${id}.differences.txt`;

/** The files below `folder` with this ending, at any depth; none when it does not exist. */
export function recordFiles(folder: string, ending: string): string[] {
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

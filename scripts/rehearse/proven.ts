// What was proven in a rehearsal: the records that its steps wrote, read from the run's own folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepRecord } from '../../src/core/record.ts';

/** The records of all jobs, in the order of their ends. */
export function readRecords(jobs: string): readonly StepRecord[] {
  if (!existsSync(jobs)) return [];
  return readdirSync(jobs)
    .map((job) => join(jobs, job, '_temp', 'records'))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as StepRecord)
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt));
}

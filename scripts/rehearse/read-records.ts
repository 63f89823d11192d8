// What was proven in a rehearsal: the records that its steps wrote, read from the run's own folders.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StepRecord } from '../../src/core/record.ts';
import { inOrder } from '../../src/evidence/chain.ts';
import { readRecords } from '../../src/evidence/read-records.ts';

/** The records of all jobs below the runner's folder of jobs, in the order in which their steps began. */
export function recordsOfJobs(jobs: string): readonly StepRecord[] {
  if (!existsSync(jobs)) return [];
  return readdirSync(jobs)
    .flatMap((job) => readRecords(join(jobs, job, '_temp', 'records')))
    .sort(inOrder);
}

// How long it takes to read the metadata of every object, and where that no longer fits into a job.
import { formatDuration } from '../../core/values/duration.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Verify } from '../../runbook/runbook.ts';

/** HEADs a second that a plan counts on. S3 answers up to 5,500 a second below one prefix. */
const A_SECOND = 2000;
/** A job may last six hours; an hour is kept for all else in it. */
const JOB_MS = 5 * 3_600_000;
const MILLION = 1_000_000;

/** Files whose metadata one job can read. */
export const MOST_HEADS = (JOB_MS / 1000) * A_SECOND;

const minutesOf = (heads: number): number => Math.ceil(heads / A_SECOND / 60);

/** What reading everything takes, for the plan: nobody knows the number of files before the manifest is made. */
export const READ_ALL_TAKES = `one billed request for each file: a million take about ${minutesOf(MILLION)} minutes, and more than ${MOST_HEADS / MILLION} million are refused`;

/** Whether the runbook asks for the metadata of every file. */
export const readsAll = ({ depth, sample }: Pick<Verify, 'depth' | 'sample'>): boolean =>
  depth !== 'size' && sample === 'all';

/** What reading the metadata of so many files takes. */
export const takes = (files: number): string =>
  `about ${minutesOf(files)} minutes and as many billed requests`;

/** With how many files `sample: all` is taken. */
export const TAKEN = `"all" with at most ${MOST_HEADS} files, as many as a job can read in ${formatDuration(JOB_MS)}`;

/** Throws where the runbook asks for the metadata of all `files`, and a job has no time for so many. */
export function assertTimeToRead(verify: Verify, files: number): void {
  if (!readsAll(verify) || files <= MOST_HEADS) return;
  throw new CutoverError('bad-runbook', {
    what: 'verify.sample in the runbook',
    expected: TAKEN,
    got: `${files} files, which take ${takes(files)}`,
    cure: 'write a number of files as the sample; nothing was compared yet',
  });
}

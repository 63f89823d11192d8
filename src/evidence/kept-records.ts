// Records one by one in the evidence bucket, as each was written: a runner that is lost loses none of them.
import { canonicalJson, digest } from '../core/canonical-json.ts';
import type { ChainedRecord } from './chain.ts';

/** What each role may write below, in `evidence/<runbook>/`: infra/cutover.yml says the same. */
export type EvidenceFolder = 'prepare' | 'gate' | 'back' | 'rollback' | 'finalize';

/** Those in which the jobs of a run of cutover.yml can have kept records. */
export const FOLDERS_OF_RUN: readonly EvidenceFolder[] = ['prepare', 'gate', 'back'];

/** Where the records of all runs stand that the jobs of one role have kept. */
export const runsPrefix = (runbook: string, folder: EvidenceFolder): string =>
  `evidence/${runbook}/${folder}/runs/`;

/** Where the records of a run stand that the jobs of one role have kept. */
export const recordsPrefix = (runbook: string, folder: EvidenceFolder, run: string): string =>
  `${runsPrefix(runbook, folder)}${run}/`;

/** The name of a record there, with its digest: another record of the same place has another name. */
export const recordName = (record: ChainedRecord): string =>
  nameOf({
    ...{ job: record.job, attempt: String(record.attempt) },
    ...{ number: String(record.chain.number), digest: digest(record) },
  });

/** Each part of the name; in a plan its placeholder. */
export const nameOf = (of: Readonly<Record<'job' | 'attempt' | 'number' | 'digest', string>>) =>
  `${of.job}-${of.attempt}-${of.number}-${of.digest}.json`;

/** The text that is kept: canonical JSON and one line feed. */
export const recordText = (record: ChainedRecord): string => `${canonicalJson(record)}\n`;

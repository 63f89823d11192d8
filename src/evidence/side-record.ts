// What a runner leaves that has lost the migration to another job: one small file beside the evidence, never in the journal.
import { canonicalJson } from '../core/canonical-json.ts';
import type { EntryName } from './chain.ts';
import type { EvidenceFolder } from './kept-records.ts';

/** The step that has lost, and to whom. */
export interface SideRecord {
  readonly format: 1;
  /** `lost to run 43, attempt 1, job cutover` */
  readonly says: string;
  readonly run: string;
  readonly attempt: number;
  readonly job: string;
  readonly step: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The entry of the journal that it has read last. */
  readonly entry: EntryName | null;
}

type Place = Pick<SideRecord, 'run' | 'job' | 'step'> & { readonly attempt: number | string };

/** Where jobs keep them whose role has that folder. */
export const sidePrefix = (runbook: string, folder: EvidenceFolder): string =>
  `evidence/${runbook}/${folder}/side/`;

/** The folders of the jobs that hold a migration in the workflow Cutover. */
export const SIDE_ROLES = ['prepare', 'gate', 'back'] as const satisfies readonly EvidenceFolder[];

/** The name of the file below that. */
export const sideName = ({ run, attempt, job, step }: Place): string =>
  `${run}.${attempt}.${job}.${step}.json`;

/** The text that is kept: canonical JSON and one line feed. */
export const sideText = (side: SideRecord): string => `${canonicalJson(side)}\n`;

/** A name of such a file in words, for one run; undefined for any other name. */
export function sideInWords(name: string, ofRun: string): string | undefined {
  const [, run, attempt, job, step] =
    /^([0-9]{1,20})\.([0-9]{1,6})\.([A-Za-z0-9_-]{1,100})\.([A-Za-z0-9_-]{1,100})\.json$/.exec(
      name,
    ) ?? [];
  if (run !== ofRun) return undefined;
  return `attempt ${attempt}, job ${job}, step ${step}: another job had taken the migration over`;
}

/** The same for a file that somebody hands over; undefined where it is none of these. */
export function sideFileInWords(value: object): string | undefined {
  const { format, says, run, attempt, job, step } = value as Partial<
    Readonly<Record<keyof SideRecord, unknown>>
  >;
  if (format !== 1 || typeof says !== 'string' || !says.startsWith('lost to ')) return undefined;
  return `side branch: run ${String(run)}, attempt ${String(attempt)}, job ${String(job)}, step ${String(step)}: ${says}`;
}

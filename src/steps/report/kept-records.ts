// The records that the artifacts lack, from the evidence bucket: those of a runner that was lost.
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { FOLDERS_OF_RUN, recordName, recordsPrefix } from '../../evidence/kept-records.ts';
import type { EvidenceFolder } from '../../evidence/kept-records.ts';
import { partsOf, recordIn } from '../../evidence/read-kept-records.ts';
import type { StepContext } from '../frame/context.ts';
import { folderOf, ROLE_OF_JOB } from '../frame/role-of-job.ts';

/** What the bucket adds. */
export interface KeptRecords {
  /** Records that no artifact has. */
  readonly more: readonly ChainedRecord[];
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
}

/** Adds nothing. */
export const NONE_KEPT: KeptRecords = { more: [], facts: [], warnings: [] };

/** Lists what the roles of this run have kept, and reads what `records` lacks. Throws nothing. */
export async function readKeptRecords(
  { run, runbook }: StepContext,
  open: () => Promise<EvidenceBucket>,
  records: readonly ChainedRecord[],
): Promise<KeptRecords> {
  const known = new Set(records.map(recordName));
  const more: ChainedRecord[] = [];
  const broken: string[] = [];
  try {
    const bucket = await open();
    for (const folder of FOLDERS_OF_RUN) {
      const prefix = recordsPrefix(runbook.name, folder, run.id);
      for (const name of await bucket.names(prefix)) {
        const parts = partsOf(name);
        // The records of this very job come behind the evidence.
        const isOwn = parts?.job === run.job && parts.attempt === run.attempt;
        if (isOwn || known.has(name)) continue;
        const text = await bucket.read(`${prefix}${name}`);
        const record = parts && recordIn(text ?? '', run.id, parts.digest);
        const holds =
          record !== undefined &&
          recordName(record) === name &&
          folderOfJob(record.job) === folder &&
          record.attempt <= run.attempt;
        if (!holds) broken.push(`${prefix}${name}`);
        else more.push(record);
      }
    }
  } catch (thrown) {
    const why = asCutoverError(thrown).message;
    return {
      ...{ more: [], facts: [] },
      warnings: [
        `The records in the evidence bucket could not be read: ${why}. Those of a lost runner may be missing here.`,
      ],
    };
  }
  return { more, facts: factsOf(more), warnings: broken.map(notARecord) };
}

/** A role that no gate protects speaks for no job behind the gate; undefined for a job without a role. */
function folderOfJob(job: string): EvidenceFolder | undefined {
  const roles = ROLE_OF_JOB['cutover.yml'] ?? {};
  const kind = Object.hasOwn(roles, job) ? roles[job] : undefined;
  return kind && folderOf(kind);
}

const factsOf = (more: readonly ChainedRecord[]): readonly Fact[] =>
  more.length === 0
    ? []
    : [
        {
          name: 'From the evidence bucket alone',
          value: `${counted(more.length, 'record')} of ${[...new Set(more.map(({ job }) => job))].join(', ')}: no artifact has them`,
        },
      ];

const notARecord = (key: string): string =>
  `${key} in the evidence bucket: expected a record of this run that its name tells, of a job that may write there; got something else, which is left out. Find out who has written it (CloudTrail names them).`;

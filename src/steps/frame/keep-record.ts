// The record of a step in the evidence bucket, beside the one in the artifact, which a lost runner never uploads.
import { asCutoverError } from '../../core/errors.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { recordName, recordsPrefix, recordText } from '../../evidence/kept-records.ts';
import { storageConnection } from './context.ts';
import type { StepContext } from './context.ts';

/**
 * Creates it once, where STS has named the role of this job. Waits not long, and on a way back (`hurry`) for one try alone: the
 * next step of it waits for this one. Throws nothing, and answers why there is no such object.
 */
export async function keepRecord(
  context: StepContext,
  record: ChainedRecord,
  hurry = false,
): Promise<string | undefined> {
  const { notes, run, runbook } = context;
  if (notes?.evidence === undefined) return undefined;
  const { bucket } = runbook.evidence;
  const key = `${recordsPrefix(runbook.name, notes.evidence, run.id)}${recordName(record)}`;
  try {
    const { openEvidence } = await import('../../aws/s3/evidence-bucket.ts');
    // A step that was stopped has a record, too.
    const { signal } = new AbortController();
    const connection = {
      ...storageConnection(context),
      hurried: true,
      once: hurry,
      signal,
    };
    await openEvidence(connection, bucket, runbook.account).create(key, recordText(record));
    return undefined;
  } catch (thrown) {
    return `Unproven evidence: the record of this step is not in the evidence bucket: ${asCutoverError(thrown).message}. Only the artifact of this job has it.`;
  }
}

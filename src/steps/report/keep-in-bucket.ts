// evidence.json in the evidence bucket: created once, read back, and never in the place of something else.
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { evidenceKey, evidenceText, pageKeyOf } from '../../evidence/evidence.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { StepContext } from '../frame/context.ts';

/** What became of it. */
export interface InBucket {
  readonly fact: Fact;
  /** Why it is not there, for a person. */
  readonly warning?: string;
  /** Something else stands in its place. */
  readonly replaced?: true;
}

/** Keeps it below the migration that its records name, if `open` opens the bucket. Throws nothing: the report judges the run all the same. */
export async function keepInBucket(
  { runbook }: StepContext,
  open: (() => Promise<EvidenceBucket>) | undefined,
  { evidence, page }: { readonly evidence: Evidence; readonly page: string },
): Promise<InBucket> {
  if (open === undefined) return lost('the journal beside it could not be read');
  const migration = evidence.records.findLast(({ chain }) => chain.entry !== null)?.chain.entry
    ?.migration;
  if (migration === undefined) return lost('no record names a migration');
  const { attempt, run } = evidence;
  const key = evidenceKey({ runbook: runbook.name, migration, run, attempt: String(attempt) });
  const place = `s3://${runbook.evidence.bucket}/${key}`;
  try {
    const text = evidenceText(evidence);
    const bucket = await open();
    await bucket.put(key, text);
    if ((await bucket.read(key)) === text) {
      const warning = await keepPage(bucket, pageKeyOf(key), page);
      return { fact: { name: NAME, value: place }, ...(warning && { warning }) };
    }
  } catch (thrown) {
    return lost(asCutoverError(thrown).message);
  }
  return {
    fact: { name: NAME, value: `another object stands at ${place}` },
    warning: `${place}: expected this evidence, got another object, which stays as it is. Find out who has written it (CloudTrail names them), and keep the artifact of this run elsewhere.`,
    replaced: true,
  };
}

/** Why the page is not there; `file` is '' where none could be made, which is told elsewhere. */
async function keepPage(
  bucket: EvidenceBucket,
  key: string,
  file: string,
): Promise<string | undefined> {
  if (file === '') return undefined;
  try {
    await bucket.putFile(key, file);
    return undefined;
  } catch (thrown) {
    return `report.html is not in the evidence bucket: ${asCutoverError(thrown).message}. The artifact of this run has it.`;
  }
}

const NAME = 'Evidence bucket';

const lost = (why: string): InBucket => ({
  fact: { name: NAME, value: 'evidence.json is not there' },
  warning: `evidence.json is not in the evidence bucket: ${why}. So only the artifact of this run has it, until GitHub deletes it.`,
});

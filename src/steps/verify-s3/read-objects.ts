// Looks at single objects: those that size and time leave in doubt, and the sample that the runbook asks for.
import type { Bucket, ObjectHead } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { keyOf } from '../../core/values/share-path.ts';
import type { CompareRule } from '../../reconcile/judging/compare-rule.ts';
import { fileAttributes, rowOf } from '../../reconcile/judging/file-attributes.ts';
import type { FileAttributes } from '../../reconcile/judging/file-attributes.ts';
import { compareObject } from '../../reconcile/judging/object-metadata.ts';
import { keyText } from '../../reconcile/paths/path-mapping.ts';
import type { RowCursor } from '../../reconcile/rows/row-cursor.ts';
import type { ReadFinding } from '../../reconcile/judging/settled-judgement.ts';
import type { StepContext } from '../frame/context.ts';
import { batches, hashBatch } from './hash-files.ts';
import type { Hashed } from './hash-files.ts';

/** HEADs at once: one costs about a millisecond of this machine and 20 to 50 of the network. */
const AT_ONCE = 16;

/** How far an object is read: its metadata, as far as `rule` looks, and with `content` its bytes. */
export interface Depth {
  readonly content: boolean;
  readonly rule: CompareRule;
}

interface Candidate extends FileAttributes {
  readonly row: RowCursor;
  readonly path: Buffer;
  readonly key: string;
}

interface Read {
  readonly row: RowCursor;
  readonly finding: ReadFinding;
}

/**
 * Reads the objects of `records` (source rows): their POSIX metadata, and with `content` the SHA-256 of their bytes
 * against the server's. One finding per record, in their order.
 */
export async function readObjects(
  context: StepContext,
  ports: { readonly ssm: Ssm; readonly bucket: Bucket },
  records: readonly Uint8Array[],
  { content, rule }: Depth,
): Promise<readonly Read[]> {
  const candidates = records.map((record) => candidate(context, record));
  const heads = await inParallel(candidates, ({ key }) => ports.bucket.head(key));
  const findings = candidates.map((one, i) => metadataFinding(one, heads[i], rule));
  if (content) await compareContent(context, ports, { candidates, heads, findings });
  return candidates.map(({ row }, i) => ({ row, finding: findings[i] ?? { verdict: 'missing' } }));
}

function candidate(context: StepContext, record: Uint8Array): Candidate {
  const row = rowOf(record);
  const path = Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd));
  // Names that are no UTF-8 cannot be keys and have been told as impossible before.
  const key = keyOf(context.runbook.bucket.prefix, keyText(path));
  return { ...fileAttributes(row), row, path, key };
}

const metadataFinding = (
  one: Candidate,
  head: ObjectHead | undefined,
  rule: CompareRule,
): ReadFinding => (head === undefined ? { verdict: 'missing' } : compareObject(one, head, rule));

/** Only where metadata agrees: what differs already needs no hash. */
async function compareContent(
  context: StepContext,
  { ssm, bucket }: { readonly ssm: Ssm; readonly bucket: Bucket },
  seen: {
    readonly candidates: readonly Candidate[];
    readonly heads: readonly (ObjectHead | undefined)[];
    readonly findings: ReadFinding[];
  },
): Promise<void> {
  const files = seen.candidates
    .map((one, i) => ({ ...one, i, etag: seen.heads[i]?.etag ?? '' }))
    .filter(({ type, i }) => type === 'f' && seen.findings[i]?.verdict === 'same');
  let done = 0;
  for (const batch of batches(files)) {
    const hashes = await hashBatch(context, ssm, context.runbook.source.mount, batch);
    const objects = await inParallel(batch, ({ key, etag }) => bucket.sha256(key, etag));
    for (const [n, { i }] of batch.entries())
      seen.findings[i] = contentFinding(hashes[n], objects[n]);
    done += batch.length;
    context.say(`Compared the bytes of ${done} of ${files.length} files`);
  }
}

function contentFinding(server: Hashed | undefined, object: string | undefined): ReadFinding {
  if (server === undefined || !('sha256' in server))
    return { verdict: 'unproven', unread: server?.problem ?? 'failed' };
  return server.sha256 === object
    ? { verdict: 'same' }
    : { verdict: 'differs', attributes: ['content'] };
}

async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  return results;
}

// Proves one object in the bucket: waits for it, reads it, and compares its bytes with the file.
import { formatBytes } from '../../core/values/bytes.ts';
import { objectPage } from '../../core/values/arn.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import { waitFor } from '../../core/wait.ts';
import type { ObjectHead } from '../../aws/s3/heads/head-reader.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';

export interface ExpectedFile {
  /** Relative to the source mount. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

export interface ProvenObject extends ObjectHead {
  readonly sha256: string;
}

/** Archive classes cannot be read by a File Gateway (InaccessibleStorageClass). */
const UNREADABLE = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** The facts about an object that people need. */
export function objectFacts(context: StepContext, object: ProvenObject): Outcome['facts'] {
  const { runbook } = context;
  const page = objectPage(runbook.storageRegion, runbook.bucket.name, object.key);
  return [
    { name: 'Object', value: `s3://${runbook.bucket.name}/${object.key}` },
    ...(page === undefined ? [] : [{ name: 'Console', value: page }]),
    { name: 'Size', value: `${formatBytes(object.size)} (${object.size} bytes)` },
    { name: 'SHA-256', value: `${object.sha256} (equal)` },
    { name: 'Last modified', value: object.lastModified?.toISOString() ?? 'unknown' },
    { name: 'Storage class', value: object.storageClass },
    ...(object.versionId === undefined ? [] : [{ name: 'Version', value: object.versionId }]),
  ];
}

/**
 * Waits until the object exists with the expected size and is `complete`, then reads it and compares its SHA-256.
 * A gateway uploads data first and metadata later, so "exists" alone is not the end (facts: two versions).
 */
export async function proveObject(
  context: StepContext,
  bucket: Bucket,
  expected: ExpectedFile,
  until: {
    readonly timeoutMs: number;
    readonly complete: (head: ObjectHead) => boolean;
    readonly cure: string;
  },
): Promise<ProvenObject> {
  const { runbook, clock, signal, say } = context;
  const key = keyOf(runbook.bucket.prefix, expected.file);
  const where = `s3://${runbook.bucket.name}/${key}`;
  const head = await waitFor({
    what: where,
    until: `an object of ${expected.size} bytes`,
    cure: until.cure,
    clock,
    signal,
    timeoutMs: until.timeoutMs,
    delaysMs: DELAYS.object,
    read: () => bucket.head(key),
    classify: (seen) => (seen?.size === expected.size && until.complete(seen) ? 'done' : 'again'),
    progress: (seen) => {
      say(`${where}: ${describe(seen)}`);
    },
    describe,
  }).catch((thrown: unknown) => {
    throw missing(thrown, where, expected);
  });
  if (head === undefined) throw new Error('a wait ended without its value');
  if (UNREADABLE.has(head.storageClass)) throw unreadable(where, head.storageClass);
  const sha256 = await bucket.sha256(key, head.etag);
  if (sha256 !== expected.sha256) throw differs(where, expected.sha256, sha256);
  return { ...head, sha256 };
}

const describe = (head: ObjectHead | undefined): string =>
  head === undefined ? 'no such object (404)' : `an object of ${head.size} bytes`;

/** Turns a deadline into what it means here: the object is missing or is another one. */
function missing(thrown: unknown, where: string, expected: ExpectedFile): unknown {
  if (!(thrown instanceof CutoverError) || thrown.code !== 'deadline') return thrown;
  const { got } = thrown.failure;
  return new CutoverError(got.startsWith('no such object') ? 'missing' : 'differs', {
    ...thrown.failure,
    what: `${where}, the object of ${expected.file}`,
    cause: thrown,
  });
}

const unreadable = (where: string, storageClass: string): CutoverError =>
  new CutoverError('differs', {
    what: where,
    expected: 'a storage class that the gateway can read',
    got: storageClass,
    cure: 'restore it and stop the lifecycle rule that archives this prefix',
  });

const differs = (where: string, expected: string, got: string): CutoverError =>
  new CutoverError('differs', {
    what: `the bytes of ${where}`,
    expected: `SHA-256 ${expected}`,
    got,
    cure: 'find out who else writes to this bucket before anything is switched',
  });

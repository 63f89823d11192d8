// Step 3 of the procedure: the file is in the bucket, byte for byte.
import { formatBytes } from '../core/bytes.ts';
import { objectPage } from '../core/console-link.ts';
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import { keyOf } from '../core/share-path.ts';
import { waitFor } from '../core/wait.ts';
import type { Bucket, ObjectHead } from '../aws/s3.ts';
import { DELAYS } from '../runbook/polls.ts';
import type { StepContext } from './context.ts';
import type { TreePorts } from './verify-tree.ts';

export interface ExpectedFile {
  /** Relative to the source mount. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

export interface VerifyS3Inputs {
  readonly scope: 'file' | 'tree';
  /** With `file`: what is expected, as recorded on the source. */
  readonly file: string | undefined;
  readonly size: number | undefined;
  readonly sha256: string | undefined;
  /** With `file`: how long the object is waited for, in milliseconds. */
  readonly timeout: number;
  /** With `tree`: the source is frozen, so nothing may be newer than the transfer. */
  readonly frozen: boolean;
  /** With `tree`: when the transfer that is proven began. */
  readonly 'transferred-at': number | undefined;
  /** With `tree`: where the proofs of this run lie, and which of them the re-check builds on. */
  readonly since: string | undefined;
  readonly proof: string | undefined;
  /** With `tree` after the freeze: the execution whose own report is compared, too. */
  readonly 'execution-arn': string | undefined;
}

export interface ProvenObject extends ObjectHead {
  readonly sha256: string;
}

/** Archive classes cannot be read by a File Gateway (InaccessibleStorageClass). */
const UNREADABLE = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Proves one file, or every file, in the bucket. */
export async function verifyS3(
  context: StepContext,
  ports: TreePorts,
  inputs: VerifyS3Inputs,
): Promise<Outcome> {
  if (inputs.scope === 'tree') {
    const { verifyTree } = await import('./verify-tree.ts');
    const { frozen, since, proof, 'transferred-at': transferredAt } = inputs;
    const executionArn = inputs['execution-arn'];
    return verifyTree(context, ports, { frozen, transferredAt, since, proof, executionArn });
  }
  const { file, size, sha256 } = inputs;
  if (file === undefined || size === undefined || sha256 === undefined)
    throw new CutoverError('bad-input', {
      what: 'inputs file, size and sha256',
      expected: 'all three, with scope: file',
      got: `file ${file ?? 'nothing'}, size ${size ?? 'nothing'}, sha256 ${sha256 ?? 'nothing'}`,
      cure: 'hand over the outputs of create-test-file, or use scope: tree',
    });
  return verifyFile(context, ports.bucket, { file, size, sha256 }, inputs.timeout);
}

/** Proves one file in the bucket by size and by the SHA-256 of its bytes. */
async function verifyFile(
  context: StepContext,
  bucket: Bucket,
  expected: ExpectedFile,
  timeoutMs: number,
): Promise<Outcome> {
  const { runbook } = context;
  const object = await proveObject(context, bucket, expected, {
    timeoutMs,
    complete: () => true,
    cure: 'look at the log of the DataSync task, and compare its destination with the prefix in the runbook',
  });
  return {
    verdict: 'pass',
    says: `${expected.file} is in the bucket: ${formatBytes(object.size)}, and its bytes have the SHA-256 of the source.`,
    facts: objectFacts(context, object),
    warnings: [],
    data: { bucket: runbook.bucket.name, ...object },
    outputs: { key: object.key, etag: object.etag },
  };
}

/** What people look at when they look at an object. */
export function objectFacts(context: StepContext, object: ProvenObject): Outcome['facts'] {
  const { runbook } = context;
  return [
    { name: 'Object', value: `s3://${runbook.bucket.name}/${object.key}` },
    { name: 'Console', value: objectPage(runbook.storageRegion, runbook.bucket.name, object.key) },
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

/** A deadline at the bucket is a finding of this step: the file is missing or is another. */
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

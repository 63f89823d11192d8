// Step 3 of the procedure: the file is in the bucket, byte for byte.
import { formatBytes } from '../../core/values/bytes.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import type { TreePorts } from '../tree/adapters.ts';
import { objectFacts, proveObject } from './prove-object.ts';
import type { ExpectedFile } from './prove-object.ts';

export interface VerifyS3Inputs {
  readonly scope: 'file' | 'tree';
  /** With `file`: what is expected, as recorded on the source. */
  readonly file: string | undefined;
  readonly size: number | undefined;
  readonly sha256: string | undefined;
  /** With `file`: how long the step waits for the object, in milliseconds. */
  readonly timeout: number;
  /** With `tree`: the source is frozen, so nothing may be newer than the transfer. */
  readonly frozen: boolean;
  /** With `tree`: when the proven transfer began. */
  readonly 'transferred-at': number | undefined;
  /** With `tree`: where the proofs of this run lie, and which of them the re-check builds on. */
  readonly since: string | undefined;
  readonly proof: string | undefined;
  /** With `tree`: whether a proof of an earlier attempt counts. */
  readonly 'proofs-hold': boolean;
  /** With `tree` after the freeze: the execution whose task report takes part. */
  readonly 'execution-arn': string | undefined;
}

/** Proves one file, or every file, in the bucket. */
export async function verifyS3(
  context: StepContext,
  ports: TreePorts,
  inputs: VerifyS3Inputs,
): Promise<Outcome> {
  if (inputs.scope === 'tree') {
    if (inputs.frozen) assertWindow(context, 'proof');
    const { verifyTree } = await import('./verify-tree.ts');
    const { 'execution-arn': executionArn, 'transferred-at': transferredAt } = inputs;
    return verifyTree(context, ports, { ...inputs, transferredAt, executionArn });
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
    says: `${expected.file} is in the bucket: ${formatBytes(object.size)}, and its bytes have the SHA-256 of the file that was made.`,
    facts: objectFacts(context, object),
    warnings: [],
    data: { bucket: runbook.bucket.name, ...object },
    outputs: { key: object.key, etag: object.etag },
  };
}

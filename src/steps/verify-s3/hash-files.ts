// SHA-256 of files as the server reads them, in batches that an answer of Systems Manager can hold.
import { CutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { FileAttributes } from '../../reconcile/judging/file-attributes.ts';
import { hashFilesRun } from '../servers/file-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { agreedAnswer, required } from '../servers/document-answer.ts';
import { runDocument } from '../servers/run-document.ts';

/** What hashing one file gave: 64 hex digits, or why there are none. */
export type Hashed =
  { readonly sha256: string } | { readonly problem: 'missing' | 'other' | 'denied' | 'failed' };

/** An answer holds 24,000 characters, a hash takes 87 of them. */
const FILES_PER_BATCH = 200;
/** Parameters and document share 64 KiB. */
const PATH_BYTES_PER_BATCH = 16 * 1024;
/** What one command hashes, so that it ends in minutes. */
const BYTES_PER_BATCH = 64 * 2 ** 30;
const NUL = Buffer.alloc(1);

const CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount the source on the server',
  'no-user': 'correct verify.user and verify.group in the runbook',
  hung: 'see whether the NFS server answers, then re-run this job',
};

export type HashedFile = Pick<FileAttributes, 'size'> & { readonly path: Buffer };

/** Groups of files that one command each can take, in their order. */
export function batches<T extends HashedFile>(files: readonly T[]): T[][] {
  const found: T[][] = [];
  let bytes = 0;
  let pathBytes = 0;
  for (const file of files) {
    const batch = found.at(-1);
    bytes += file.size;
    pathBytes += file.path.length;
    const full =
      batch === undefined ||
      batch.length >= FILES_PER_BATCH ||
      bytes > BYTES_PER_BATCH ||
      pathBytes > PATH_BYTES_PER_BATCH;
    if (!full) {
      batch.push(file);
      continue;
    }
    found.push([file]);
    bytes = file.size;
    pathBytes = file.path.length;
  }
  return found;
}

/** Hashes one batch of files below `mount` on the first server, as the runbook's verify.user. */
export async function hashBatch(
  context: StepContext,
  ssm: Ssm,
  mount: string,
  batch: readonly HashedFile[],
): Promise<readonly Hashed[]> {
  const files = Buffer.concat(batch.flatMap(({ path }) => [path, NUL])).toString('base64');
  const hashed = hashFilesRun(context.runbook, mount, files);
  const answers = await runDocument(context, ssm, 'hash-files', hashed);
  const answer = agreedAnswer(answers, `hashing ${batch.length} files in ${mount}`, CURES);
  const hashes = required(answer, 'hashes', 'hash-files').split('\n');
  if (hashes.length !== batch.length)
    throw new CutoverError('server-failed', {
      what: `document hash-files on ${answer.server}`,
      expected: `${batch.length} files`,
      got: String(hashes.length),
      cure: 're-run this job; its output may have been cut',
    });
  return hashes.map(readHash);
}

function readHash(text: string): Hashed {
  if (/^[0-9a-f]{64}$/.test(text)) return { sha256: text };
  const problem = (['missing', 'other', 'denied'] as const).find((word) => word === text);
  return { problem: problem ?? 'failed' };
}

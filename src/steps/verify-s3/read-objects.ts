// Reads single objects: those that size and time leave in doubt, and the sample that the runbook asks for.
import { CutoverError } from '../../core/errors.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type {
  CompareRule,
  FileAttributes,
  TimeUnit,
} from '../../reconcile/judging/compare-rule.ts';
import { hashFilesRun } from '../servers/file-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { agreedAnswer, required, runDocument } from '../servers/run-document.ts';
import { HEADS_AT_MOST } from '../../aws/s3/heads/head-reader.ts';
import type { ObjectHead } from '../../aws/s3/heads/head-reader.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import {
  compareObject,
  fileAttributes,
  objectAttributes,
  rowOf,
} from '../../reconcile/judging/compare-rule.ts';
import { keyText } from '../../reconcile/paths/object-key.ts';
import type { RowCursor } from '../../reconcile/rows/row-cursor.ts';
import type { ReadFinding } from '../../reconcile/judging/judgement.ts';

// SHA-256 of files as the server reads them, in batches that an answer of Systems Manager can hold.

/** The hash of one file: 64 hex digits, or why there is none. */
type Hashed =
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
function batches<T extends HashedFile>(files: readonly T[]): T[][] {
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
async function hashBatch(
  context: StepContext,
  ssm: Ssm,
  mount: string,
  batch: readonly HashedFile[],
): Promise<readonly Hashed[]> {
  const files = Buffer.concat(batch.flatMap(({ path }) => [path, NUL])).toString('base64');
  const hashed = hashFilesRun(context.runbook, mount, files);
  const answers = await runDocument(context, ssm, hashed);
  const answer = agreedAnswer(answers, `hashing ${batch.length} files in ${mount}`, CURES);
  const hashes = required(answer, 'hashes').split('\n');
  if (hashes.length !== batch.length)
    throw new CutoverError('server-failed', {
      what: `document ${answer.document} on ${answer.server}`,
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

/** Objects whose bytes are read at once. */
const AT_ONCE = 16;

/** How far the step reads an object: the metadata that `rule` compares, and with `content` its bytes. */
export interface Depth {
  readonly content: boolean;
  readonly rule: CompareRule;
  /** With `content`: how many files may be read whole. Without it, all. */
  readonly most?: number;
}

interface Candidate extends FileAttributes {
  readonly row: RowCursor;
  readonly path: Buffer;
  readonly key: string;
}

interface Read {
  readonly row: RowCursor;
  readonly finding: ReadFinding;
  /** In which unit the object's metadata has the time of its file; undefined where they do not say it. */
  readonly timeUnit: TimeUnit | undefined;
  /** Its bytes were read, not only its metadata. */
  readonly whole: boolean;
}

/**
 * Reads the objects of `rows` (rows of the source): their POSIX metadata, and with `content` the SHA-256 of their bytes
 * to compare with the server's. One finding per row, in their order. A file beyond `most` whose metadata agree is unproven.
 */
export async function readObjects(
  context: StepContext,
  ports: { readonly ssm: Ssm; readonly bucket: Bucket },
  rows: readonly Uint8Array[],
  { content, rule, most = Infinity }: Depth,
): Promise<readonly Read[]> {
  const candidates = rows.map((row) => candidate(context, row));
  const heads = await inParallel(candidates, HEADS_AT_MOST, ({ key }) => ports.bucket.head(key));
  const findings = candidates.map((one, i) => metadataFinding(one, heads[i], rule));
  const whole = new Set(
    content ? await compareContent(context, ports, { candidates, heads, findings, most }) : [],
  );
  return candidates.map(({ row }, i) => ({
    row,
    finding: findings[i] ?? { verdict: 'missing' },
    timeUnit: timeUnitOf(heads[i]),
    whole: whole.has(i),
  }));
}

function timeUnitOf(head: ObjectHead | undefined): TimeUnit | undefined {
  const found = objectAttributes(head?.metadata ?? {});
  return 'lacks' in found ? undefined : found.timeUnit;
}

function candidate(context: StepContext, bytes: Uint8Array): Candidate {
  const row = rowOf(bytes);
  const path = Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd));
  // Names that are not UTF-8 cannot be keys; the comparison has found them before.
  const key = keyOf(context.runbook.bucket.prefix, keyText(path));
  return { ...fileAttributes(row), row, path, key };
}

const metadataFinding = (
  one: Candidate,
  head: ObjectHead | undefined,
  rule: CompareRule,
): ReadFinding => (head === undefined ? { verdict: 'missing' } : compareObject(one, head, rule));

/** Only if the metadata agrees: a file that differs already needs no hash. Returns which candidates it has read. */
async function compareContent(
  context: StepContext,
  { ssm, bucket }: { readonly ssm: Ssm; readonly bucket: Bucket },
  seen: {
    readonly candidates: readonly Candidate[];
    readonly heads: readonly (ObjectHead | undefined)[];
    readonly findings: ReadFinding[];
    readonly most: number;
  },
): Promise<readonly number[]> {
  const agreeing = seen.candidates
    .map((one, i) => ({ ...one, i, etag: seen.heads[i]?.etag ?? '' }))
    .filter(({ type, i }) => type === 'f' && seen.findings[i]?.verdict === 'same');
  const files = agreeing.slice(0, seen.most);
  for (const { i } of agreeing.slice(seen.most)) seen.findings[i] = NOT_TO_READ;
  let done = 0;
  for (const batch of batches(files)) {
    const hashes = await hashBatch(context, ssm, context.runbook.source.mount, batch);
    const objects = await inParallel(batch, AT_ONCE, ({ key, etag }) => bucket.sha256(key, etag));
    for (const [n, { i }] of batch.entries())
      seen.findings[i] = contentFinding(hashes[n], objects[n]);
    done += batch.length;
    context.say(`Compared the bytes of ${done} of ${files.length} files`);
  }
  return files.map(({ i }) => i);
}

const NOT_TO_READ: ReadFinding = { verdict: 'unproven', notToRead: true };

function contentFinding(server: Hashed | undefined, object: string | undefined): ReadFinding {
  if (server === undefined || !('sha256' in server))
    return { verdict: 'unproven', unread: server?.problem ?? 'failed' };
  return server.sha256 === object
    ? { verdict: 'same' }
    : { verdict: 'differs', attributes: ['content'] };
}

/** Results in the order of `items`. The first failure is thrown, and nothing more is begun. */
async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at] as T).catch((thrown: unknown) => {
        next = items.length;
        throw thrown;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
}

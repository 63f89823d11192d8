// Copies listed files to the source, batch by batch, each as its owner and against the SHA-256 of the bucket's version.
import type { ObjectHead } from '../../aws/s3/heads/head-reader.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { objectAttributes } from '../../reconcile/judging/compare-rule.ts';
import type { ObjectAttributes } from '../../reconcile/judging/compare-rule.ts';
import { keyOf, keyText } from '../../reconcile/paths/object-key.ts';
import type { StepContext } from '../frame/context.ts';
import type { Hold } from '../migration/hold.ts';
import { carryFilesRun } from '../servers/file-runs.ts';
import { agreedAnswer, required, runDocument } from '../servers/run-document.ts';
import type { ListedFile } from './listed-files.ts';

/** What came of one file: a word of the document, or one of the step, and why. */
export interface Result {
  readonly file: ListedFile;
  readonly word: string;
  readonly detail: string;
  /** Of the bucket's version; undefined where it was not read. */
  readonly sha256: string | undefined;
}

export interface CarryPorts {
  readonly ssm: Ssm;
  /** The bucket of the files. */
  readonly bucket: Bucket;
}

/** An answer holds 24,000 characters, a result with its reason up to 400 of them. */
const FILES_PER_BATCH = 40;
/** Parameters and document share 64 KiB, and what is base64 twice is 16 bytes for 9. */
const LINE_BYTES_PER_BATCH = 12 * 1024;
const BYTES_PER_BATCH = 16 * 2 ** 30;
/** A journal's lease is renewed when so much of it is left. */
const RENEW_MS = 10 * 60_000;

const CURES: Readonly<Record<string, string>> = {
  'not-served': 'the server must serve the source alone: look at its mounts',
  'read-only': 'thaw the source, then start this again',
  'mount-failed': "see whether the gateway's share answers: showmount -e, rpcinfo",
  hung: 'the gateway does not answer: copy the files from the bucket by hand, then settle',
};

/** A file that the document is asked to copy. */
interface Asked {
  readonly file: ListedFile;
  readonly line: string;
  readonly sha256: string;
}

/** Copies all files that can be copied. A result for each file, in their order as far as they were asked. */
export async function* carryFiles(
  context: StepContext,
  ports: CarryPorts,
  { files, hold }: { readonly files: readonly ListedFile[]; readonly hold: Hold },
): AsyncGenerator<Result> {
  let batch: Asked[] = [];
  let done = 0;
  const send = async (): Promise<readonly Result[]> => {
    const asked = batch;
    batch = [];
    done += asked.length;
    const results = await carryBatch(context, ports, { asked, hold });
    context.say(`Asked for ${done} of ${files.length} files`);
    return results;
  };
  for (const file of files) {
    const asked = await prepare(context, ports.bucket, file);
    if ('word' in asked) {
      yield asked;
      continue;
    }
    if (isFull([...batch, asked])) yield* await send();
    batch.push(asked);
  }
  if (batch.length > 0) yield* await send();
}

function isFull(batch: readonly Asked[]): boolean {
  const [, ...more] = batch;
  const sum = (of: (one: Asked) => number): number => batch.reduce((all, one) => all + of(one), 0);
  return (
    more.length > 0 &&
    (batch.length > FILES_PER_BATCH ||
      sum(({ line }) => line.length + 1) > LINE_BYTES_PER_BATCH ||
      sum(({ file }) => file.size) > BYTES_PER_BATCH)
  );
}

/** Reads the object that the list names; a result where there is nothing to copy. */
async function prepare(
  { runbook, signal }: StepContext,
  bucket: Bucket,
  file: ListedFile,
): Promise<Asked | Result> {
  signal.throwIfAborted();
  const left = (word: string, detail: string): Result => ({
    ...{ file, word, detail },
    sha256: undefined,
  });
  if (file.kind === 'deleted')
    return left('kept', 'it was deleted through the gateway; the source keeps it');
  const key = keyOf(runbook.bucket.prefix, keyText(file.path));
  const head = await bucket.head(key);
  if (head === undefined) return left('missing', 'the bucket has it no more');
  if (bare(head.etag) !== file.etag)
    return left('changed', 'the bucket has another version than the list names');
  const attributes = objectAttributes(head.metadata);
  if ('lacks' in attributes)
    return left('no-owner', `its object does not say: ${attributes.lacks.join(', ')}`);
  return ask(file, { bucket, head, attributes });
}

async function ask(
  file: ListedFile,
  {
    bucket,
    head,
    attributes,
  }: { readonly bucket: Bucket; readonly head: ObjectHead; readonly attributes: ObjectAttributes },
): Promise<Asked> {
  const isFolder = file.path.at(-1) === SLASH;
  const sha256 = isFolder ? '-' : await bucket.sha256(head.key, head.etag);
  const { uid, gid, mode, mtime } = attributes;
  const path = isFolder ? file.path.subarray(0, -1) : file.path;
  const words = [
    ...[isFolder ? 'folder' : 'file', uid, gid, mode.toString(8), seconds(mtime), sha256],
    ...[file.was, path.toString('base64')],
  ];
  return { file, line: words.join(' '), sha256 };
}

const SLASH = 0x2f;

/** Nanoseconds as touch takes them: whole seconds, rounded down, would be another time before 1970. */
function seconds(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const digits = String(nanoseconds < 0n ? -nanoseconds : nanoseconds).padStart(10, '0');
  return `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Answers put an ETag in quotes; the list has it without. */
const bare = (etag: string): string => etag.replaceAll('"', '');

async function carryBatch(
  context: StepContext,
  { ssm }: CarryPorts,
  { asked, hold }: { readonly asked: readonly Asked[]; readonly hold: Hold },
): Promise<readonly Result[]> {
  const { clock, runbook, run } = context;
  if (Date.parse(hold.entry.leaseEnd) - clock.now() < RENEW_MS) await hold.renew();
  const lines = asked.map(({ line }) => line).join('\n');
  const answers = await runDocument(
    context,
    ssm,
    carryFilesRun(runbook, run.id, lines),
    hold.fence,
  );
  const what = `copying ${asked.length} files to ${runbook.source.mount}`;
  const answer = agreedAnswer(answers, what, CURES);
  const results = required(answer, 'results').split('\n');
  return asked.map(({ file, sha256 }, i) => {
    const [word = '', ...detail] = (results[i] ?? '').split(' ');
    const known = /^[a-z-]+$/.test(word) ? word : 'failed';
    return { file, word: known, detail: detail.join(' '), sha256 };
  });
}

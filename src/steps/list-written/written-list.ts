// The list of what was written through the gateway: made of two listings of the bucket, kept as evidence, and read again.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../core/clock.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { EvidenceBucket } from '../../aws/s3/evidence-bucket.ts';
import { listBucket } from '../../aws/s3/list-bucket.ts';
import { splitsOfFile } from '../../aws/s3/listing/ranges.ts';
import type { Entry } from '../../journal/entry.ts';
import { LISTING_WRITTEN_MS } from '../../plan/poll-intervals.ts';
import { listingChanges } from '../../reconcile/listing-changes.ts';
import type { ChangeKind, ObjectChange } from '../../reconcile/listing-changes.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';
import { openFileSink, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { WHOLE_AT_MOST } from '../tree/list-destination.ts';
import { listName, roundPrefix } from '../tree/kept-keys.ts';
import { fetchKept } from '../tree/kept-listings.ts';

export interface ListPorts {
  readonly evidence: EvidenceBucket;
  /** The evidence bucket for what is read as a stream. */
  readonly outputs: Bucket;
}

export interface Found {
  readonly count: number;
  readonly kinds: Readonly<Record<ChangeKind, number>>;
  /** SHA-256 of the file with the names, hex. */
  readonly digest: string;
  /** Beside the record: one line for each object. */
  readonly file: string;
  readonly first: readonly string[];
  /** Why the list may be short. */
  readonly broke: string | undefined;
}

/** So many are named in the summary. */
export const NAMED = 20;

/** Compares the bucket with its listing before the switch; the file of names lies beside the record. */
export async function listSince(
  context: StepContext,
  ports: ListPorts,
  {
    newest,
    since,
    own,
  }: { readonly newest: Entry; readonly since: Instant; readonly own: readonly string[] },
): Promise<Found> {
  const { env, run } = context;
  const folder = join(env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const file = `${run.stepId}.written.txt`;
  const { changes, broke } = await changesSince(context, ports, { newest, since, own });
  await using list = openFileSink(join(folder, file));
  const hash = createHash('sha256');
  const kinds = { written: 0, rewritten: 0, deleted: 0, renamed: 0 };
  for (const change of changes) {
    const line = Buffer.from(`${lineOf(change)}\n`);
    await list.write(line);
    hash.update(line);
    kinds[change.kind] += 1;
  }
  await list.end();
  const first = changes.slice(0, NAMED).map(inWords);
  return { count: changes.length, kinds, digest: hash.digest('hex'), file, first, broke };
}

/** Keeps the file of names where nobody can change it. */
export async function keepList(
  { env, runbook }: StepContext,
  { evidence }: ListPorts,
  kept: { readonly newest: Entry; readonly found: Found; readonly role: 'back' | 'rollback' },
): Promise<void> {
  const { found, newest, role } = kept;
  const key = `${roundPrefix(runbook.name, role, newest)}${listName(found.digest)}`;
  await evidence.putFile(key, join(env.RUNNER_TEMP ?? '.', 'records', found.file));
}

interface Changes {
  readonly changes: readonly ObjectChange[];
  readonly broke: string | undefined;
}

async function changesSince(
  context: StepContext,
  ports: ListPorts,
  {
    newest,
    since,
    own,
  }: { readonly newest: Entry; readonly since: Instant; readonly own: readonly string[] },
): Promise<Changes> {
  try {
    const kept = await fetchKept(context, ports, { round: newest, label: 'bucket' });
    const changes = await listingChanges({
      before: kept === undefined ? undefined : readRowsFile(kept),
      after: listNow(context, kept),
      ...{ since, own },
    });
    return { changes, broke: kept === undefined ? NO_LISTING : undefined };
  } catch (thrown) {
    context.signal.throwIfAborted();
    const { message } = asCutoverError(thrown);
    return { changes: [], broke: `the bucket could not be compared to its end (${message})` };
  }
}

const NO_LISTING =
  'no listing of the bucket from before the switch is kept, so nobody knows what was deleted';

/** The bucket as it is now, as rows. Throws `deadline` where that takes too long: the source serves already. */
async function* listNow(
  { runbook, ...context }: StepContext,
  kept: string | undefined,
): AsyncGenerator<Uint8Array> {
  const { name, owner, prefix } = runbook.bucket;
  const deadline = context.clock.now() + LISTING_WRITTEN_MS;
  const listing = listBucket(storageConnection({ runbook, ...context }), {
    ...{ bucket: name, owner, prefix, concurrency: WHOLE_AT_MOST },
    splits: kept === undefined ? [] : splitsOfFile(kept, { prefix }),
  });
  for await (const rows of listing) {
    yield rows;
    if (context.clock.now() > deadline) throw tooLarge(name);
  }
}

const tooLarge = (bucket: string): CutoverError =>
  new CutoverError('deadline', {
    what: `listing s3://${bucket}`,
    expected: `its end within ${formatDuration(LISTING_WRITTEN_MS)}`,
    got: 'more rows',
    cure: 'list the bucket on another machine',
  });

/** One line: kind, time, size, ETag, path, and the path before a rename, between tabs. No path as shown has a tab. */
const lineOf = ({ kind, lastModified, size, etag, path, from }: ObjectChange): string =>
  [
    ...[kind, new Date(lastModified).toISOString(), String(size), etag, visiblePath(path)],
    ...(from === undefined ? [] : [visiblePath(from)]),
  ].join('\t');

const inWords = ({ kind, path, from }: ObjectChange): string =>
  from === undefined
    ? `${kind}: ${visiblePath(path)}`
    : `${kind}: ${visiblePath(from)} to ${visiblePath(path)}`;

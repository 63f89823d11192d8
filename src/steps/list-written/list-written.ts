// After a rollback: what was written through the gateway is in the bucket and not at the source. It is listed by name while
// the application runs on at the source, and the journal learns how many and which.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../core/clock.ts';
import { asCutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { waitFor } from '../../core/wait.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { StorageGateway } from '../../aws/storage-gateway/storage-gateway.ts';
import { isOfRun } from '../../journal/claim.ts';
import type { Entry, Written } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { wayBack } from '../../journal/states.ts';
import { nextAction } from '../../journal/words.ts';
import { DELAYS, LISTING_WRITTEN_MS } from '../../plan/poll-intervals.ts';
import { openFileSink } from '../../reconcile/rows/rows-file.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';
import { testFileName } from '../../runbook/test-file-name.ts';
import type { StepContext } from '../frame/context.ts';
import { Hold, overtakenBy, writeEdge } from '../migration/hold.ts';
import { openShareAgain } from '../migration/share-flag.ts';
import type { ShareFlagPorts } from '../migration/share-flag.ts';
import { assertRollbackRole, readNamedRound } from '../migration/turn-back.ts';

export interface ListWrittenPorts {
  readonly log: JournalLog;
  readonly gateway: StorageGateway;
  readonly bucket: Bucket;
  /** Only where nothing is left to settle, and the share was closed. */
  readonly openFlag: () => Promise<ShareFlagPorts>;
}

export interface ListWrittenInputs {
  /** How long the gateway may take to upload what it holds, in milliseconds. */
  readonly 'upload-timeout': number;
  /** Another run whose rollback it is, as a person has named it. */
  readonly 'of-run': string | undefined;
}

/**
 * Lists what is in the bucket since the last proof before the switch. Where the gateway has not uploaded everything, or the
 * listing breaks off, the journal says `unknown`: then a person must look. Where nothing was written, nothing is open.
 */
export async function listWritten(
  context: StepContext,
  ports: ListWrittenPorts,
  inputs: ListWrittenInputs,
): Promise<Outcome> {
  const ofRun = inputs['of-run'];
  if (ofRun !== undefined) assertRollbackRole(context);
  const entries =
    ofRun === undefined
      ? await ports.log.read()
      : (await readNamedRound(context, ports.log, ofRun)).entries;
  const newest = entries.at(-1);
  const ours = newest !== undefined && mayList(context, newest, ofRun);
  if (!ours || newest.state !== 'rolled-back-open')
    return nothingOpen(newest, ours ? nothingListed(newest) : NOT_OURS);
  const since = provenAt(entries);
  const left = await waitForUploads(context, ports.gateway, inputs['upload-timeout']);
  // The confirmation file is this product's own: nobody misses it at the source.
  const { run } = (provenEntry(entries) ?? newest).owner;
  const own = testFileName(context.runbook.confirmation.to, run);
  const found = await listSince(context, ports.bucket, { since, own });
  const why = [left, found.broke].filter((one) => one !== undefined).join('; ');
  const written: Written =
    why === ''
      ? { count: found.count, digest: found.digest }
      : { since: new Date(since).toISOString(), why: why.slice(0, 2000) };
  const edge = why === '' ? 'list' : 'give-up-list';
  const appended = await writeEdge(context, { log: ports.log, before: newest }, edge, {
    says: { written },
  });
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  const hold = new Hold(context, ports.log, appended.entry);
  // With no file to decide about there is nothing that a person could settle.
  if (why === '' && found.count === 0) {
    await openShareAgain(context, hold, ports.openFlag);
    await hold.advance('settle');
  }
  return outcome(context, hold.entry, found, { since, why });
}

const NOT_OURS = 'The migration is not held by this run: nothing was listed.';

const nothingListed = (newest: Entry): string =>
  wayBack(newest) === undefined
    ? 'Nothing is open after this rollback.'
    : 'The way back has not reached every server: nothing was listed yet.';

/** A rollback of this run by an earlier job, or of the run that was named. A later attempt of this run lists by itself. */
function mayList({ run }: StepContext, entry: Entry, ofRun: string | undefined): boolean {
  if (ofRun !== undefined && entry.owner.run !== run.id) return true;
  return isOfRun(entry, { run: run.id, attempt: run.attempt });
}

/** The entry of the job that has proven everything last before the switch, and then switched. */
const provenEntry = (entries: readonly Entry[]): Entry | undefined =>
  entries.findLast(({ state, intent }) => state === 'reproven' && intent === null);

/** When everything was proven last before the switch: what is newer in the bucket came through the gateway. */
function provenAt(entries: readonly Entry[]): Instant {
  const proven = provenEntry(entries);
  // Without such an entry nothing of the bucket can be told apart by its time: then everything is listed.
  return proven === undefined ? 0 : Date.parse(proven.at) - CLOCKS_DIFFER_MS;
}

/** The runner's clock against that of S3. */
const CLOCKS_DIFFER_MS = 60_000;

/** A share of a cache of terabytes: the digits of a small one say nothing. */
const percentInWords = (percent: number): string =>
  percent > 0 && percent < 0.1 ? 'less than 0.1 %' : `${Math.round(percent * 10) / 10} %`;

/** Why the gateway may hold something that is not in the bucket yet; undefined where it holds nothing. */
async function waitForUploads(
  { clock, signal, say }: StepContext,
  gateway: StorageGateway,
  timeoutMs: number,
): Promise<string | undefined> {
  try {
    await waitFor({
      what: 'the gateway',
      until: 'everything uploaded (CacheDirtyPercentage 0)',
      cure: '',
      clock,
      signal,
      timeoutMs,
      delaysMs: DELAYS.uploads,
      read: () => gateway.dirtyPercentage(),
      classify: (dirty) => (dirty === 0 ? 'done' : 'again'),
      progress: (dirty) => {
        say(`The gateway still has to upload ${percentInWords(dirty)} of its cache`);
      },
      describe: (dirty) => `${percentInWords(dirty)} not uploaded`,
    });
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    return `the gateway had not uploaded everything (${asCutoverError(thrown).failure.got}, waited ${formatDuration(timeoutMs)} at most)`;
  }
}

interface Found {
  readonly count: number;
  /** SHA-256 of the file with the names, hex. */
  readonly digest: string;
  /** Beside the record: one line for each object, its time, size, ETag and key. */
  readonly file: string;
  readonly first: readonly string[];
  /** Why the listing broke off. */
  readonly broke: string | undefined;
}

const NAMED = 20;

async function listSince(
  context: StepContext,
  bucket: Bucket,
  { since, own }: { readonly since: Instant; readonly own: string },
): Promise<Found> {
  const { clock, env, run, runbook } = context;
  const folder = join(env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const file = `${run.stepId}.written.txt`;
  await using list = openFileSink(join(folder, file));
  const hash = createHash('sha256');
  const deadline = clock.now() + LISTING_WRITTEN_MS;
  const found = { count: 0, first: [] as string[], broke: undefined as string | undefined };
  try {
    const goOn = (): boolean => clock.now() < deadline;
    for await (const object of bucket.modifiedSince(runbook.bucket.prefix, since, goOn)) {
      const { key, size, etag, lastModified } = object;
      if (key === keyOf(runbook.bucket.prefix, own)) continue;
      const line = `${lastModified?.toISOString() ?? ''} ${size} ${etag} ${visiblePath(Buffer.from(key))}\n`;
      await list.write(Buffer.from(line));
      hash.update(line);
      found.count += 1;
      if (found.first.length < NAMED) found.first.push(visiblePath(Buffer.from(key)));
    }
  } catch (thrown) {
    context.signal.throwIfAborted();
    found.broke = `the bucket could not be listed to its end (${asCutoverError(thrown).message})`;
  } finally {
    await list.end();
  }
  return { ...found, file, digest: hash.digest('hex') };
}

const nothingOpen = (newest: Entry | undefined, says: string): Outcome => ({
  verdict: 'pass',
  says,
  facts: newest === undefined ? [] : [{ name: 'State', value: newest.state }],
  warnings: [],
  data: { state: newest?.state ?? null, written: null },
  outputs: { state: newest?.state ?? '', written: '' },
});

function outcome(
  { runbook }: StepContext,
  { state, written }: Entry,
  found: Found,
  { since, why }: { readonly since: Instant; readonly why: string },
): Outcome {
  const place = `s3://${runbook.bucket.name}/${runbook.bucket.prefix}`;
  const objects = `${counted(found.count, 'object')} in ${place} ${found.count === 1 ? 'is' : 'are'} newer than the last proof before the switch`;
  const next = nextAction({ state, intent: null });
  const open =
    why !== ''
      ? [
          `There may be more: ${why}. Keep the gateway running until it has uploaded everything. ${next}`,
        ]
      : found.count > 0
        ? [`The NFS server does not have what was written through the gateway. ${next}`]
        : [];
  return {
    verdict: 'pass',
    says:
      why !== ''
        ? `What was written through the gateway is not known in full: ${objects}.`
        : found.count > 0
          ? `Written through the gateway, and not on the NFS server: ${objects}.`
          : `Nothing was written through the gateway: ${place} has no object that is newer than the last proof before the switch.`,
    facts: [
      { name: 'Since', value: new Date(since).toISOString() },
      { name: 'Objects', value: String(found.count) },
      ...found.first.map((value) => ({ name: 'Written', value })),
      ...(found.count > NAMED ? [{ name: 'All of them', value: found.file }] : []),
    ],
    warnings: open,
    data: { state, written, ...found },
    outputs: { state, written: String(found.count) },
  };
}

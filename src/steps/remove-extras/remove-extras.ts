// After the freeze: removes the objects that have no file any more, those and no others, and reads the bucket again.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../../core/errors.ts';
import { counted } from '../../core/text/markdown.ts';
import type { Outcome } from '../../core/record.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import type { ShortSession } from '../../aws/connection.ts';
import type { BucketSettings } from '../../aws/s3/bucket-settings.ts';
import type { RemovableBucket } from '../../aws/s3/s3.ts';
import { openFileSink, readRowsFile, rowBatches } from '../../reconcile/rows/rows-file.ts';
import { rowOf } from '../../reconcile/judging/compare-rule.ts';
import { keyText } from '../../reconcile/paths/object-key.ts';
import { ETAG, fieldText } from '../../reconcile/rows/row-fields.ts';
import { visiblePath } from '../../reconcile/paths/visible-path.ts';
import { frozenSource } from '../manifest/manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { findExtras } from './find-extras.ts';
import type { FoundExtras, Moment } from './find-extras.ts';
import type { JournalLog } from '../../journal/log.ts';
import { holdMigration } from '../migration/hold.ts';
import { manifestOf } from '../manifest/manifest-store.ts';
import { assertNotShared } from './prefix-users.ts';
import type { PrefixUsers } from './prefix-users.ts';
import { assertFrozen, assertLimit, assertSource, assertVersions } from './removal-guards.ts';
import type { TreePorts } from '../tree/adapters.ts';

export interface RemoveExtrasInputs {
  /** When the transfer after the freeze began. */
  readonly 'transferred-at': number | undefined;
  /** Paths of the source in the proof before the freeze. */
  readonly 'rows-before': number | undefined;
}

export interface RemovePorts extends TreePorts {
  /** The journal, which says that this job holds the migration. */
  readonly log: JournalLog;
  /** It opens no further one for a job that has lost the migration. */
  readonly session: ShortSession;
  readonly bucket: RemovableBucket;
  readonly settings: Pick<BucketSettings, 'versioning'>;
  readonly prefixUsers: PrefixUsers;
}

const AT_ONCE = 16;
const NAMED = 20;

/** Removes what the runbook allows, or refuses with the reason and removes nothing. */
export async function removeExtras(
  context: StepContext,
  ports: RemovePorts,
  inputs: RemoveExtrasInputs,
): Promise<Outcome> {
  const { runbook } = context;
  const { removeLimit } = runbook.verify;
  if (removeLimit === undefined) throw notAsked(context);
  const hold = await holdMigration(context, ports.log);
  ports.session.beforeRenewal(() => hold.renew());
  await assertFrozen(context, ports.ssm);
  await assertVersions(context, ports.settings);
  await assertNotShared(context, ports.prefixUsers);
  const manifest = await manifestOf(context, ports, frozenSource(runbook));
  assertSource(context, manifest, inputs['rows-before']);
  const { filters } = await ports.datasync.describeTask();
  const moment: Moment = { filters, transferredAt: inputs['transferred-at'] };
  const found = await findExtras(context, manifest, moment);
  assertLimit(context, found);
  const removed = await removeAll(context, ports, found);
  const after = found.count === 0 ? found : await findExtras(context, manifest, moment);
  return toOutcome(context, { manifest, found, removed, after });
}

interface Removed {
  /** Beside the record. */
  readonly name: string;
  readonly sha256: string;
  readonly count: number;
  /** Not there any more when their turn came. */
  readonly gone: number;
  /** The first of them, as people read them. */
  readonly first: readonly string[];
}

/** Removes them, a few at once; names each in the log and in the list beside the record. */
async function removeAll(
  context: StepContext,
  { bucket, log }: Pick<RemovePorts, 'bucket' | 'log'>,
  found: FoundExtras,
): Promise<Removed> {
  const folder = join(context.env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const name = `${context.run.stepId}.removed.txt`;
  await using list = openFileSink(join(folder, name));
  const hash = createHash('sha256');
  const removed = { count: 0, gone: 0, first: [] as string[] };
  try {
    for await (const batch of rowBatches(readRowsFile(found.file), AT_ONCE)) {
      context.signal.throwIfAborted();
      const extras = batch.map((row) => extraOf(context, row));
      // The listing may have taken hours: who was rolled back meanwhile would remove what is needed again.
      await holdMigration(context, log);
      const { gone, bad } = await removeBatch(bucket, extras);
      for (const { shown, end } of gone) {
        await list.write(Buffer.from(`${shown}\n`));
        hash.update(`${shown}\n`);
        removed.count += 1;
        if (end === 'gone') removed.gone += 1;
        if (removed.first.length < NAMED) removed.first.push(shown);
      }
      // By name: a lost runner leaves nothing but its log.
      const names = gone.map(({ shown }) => shown).join(', ');
      context.say(`Removed ${removed.count} of ${found.count} extras: ${names}`);
      if (bad !== undefined) throw stopped(bad, removed.count);
    }
  } finally {
    await list.end();
  }
  return { ...removed, name, sha256: hash.digest('hex') };
}

interface Ended {
  readonly gone: readonly { readonly shown: string; readonly end: 'removed' | 'gone' }[];
  /** The first that was not removed, and why. */
  readonly bad: { readonly shown: string; readonly error: unknown } | undefined;
}

/** Tries all of the batch, even if one of them fails. */
async function removeBatch(bucket: RemovableBucket, extras: readonly Extra[]): Promise<Ended> {
  const ends = await Promise.allSettled(extras.map(({ key, etag }) => bucket.remove(key, etag)));
  const gone: { shown: string; end: 'removed' | 'gone' }[] = [];
  let bad: Ended['bad'];
  for (const [i, end] of ends.entries()) {
    const shown = extras[i]?.shown ?? '';
    if (end.status === 'rejected') bad ??= { shown, error: end.reason };
    else if (end.value === 'changed') bad ??= { shown, error: undefined };
    else gone.push({ shown, end: end.value });
  }
  return { gone, bad };
}

interface Extra {
  readonly key: string;
  readonly etag: string;
  readonly shown: string;
}

function extraOf(context: StepContext, bytes: Buffer): Extra {
  const row = rowOf(bytes);
  const path = row.bytes.subarray(row.pathStart, row.pathEnd);
  const etag = fieldText(row, ETAG);
  const text = keyText(path);
  const shown = visiblePath(path);
  if (!/^[0-9a-f]{32}(-\d+)?$/.test(etag))
    throw new CutoverError('unproven', {
      what: `the object of ${shown}`,
      expected: 'an ETag, so that this very object is removed',
      got: etag,
      cure: 'look at this object by hand; nothing more was removed',
    });
  const key = keyOf(context.runbook.bucket.prefix, text);
  return { key, etag, shown };
}

function stopped({ shown, error }: NonNullable<Ended['bad']>, count: number): unknown {
  if (error !== undefined) return error;
  return new CutoverError('differs', {
    what: `the object of ${shown}`,
    expected: 'the one that was listed',
    got: 'another: somebody writes to this bucket',
    cure: `the step left it alone and removed ${count} others; find out who writes there, then re-run this job`,
  });
}

function toOutcome(
  context: StepContext,
  seen: {
    readonly manifest: Manifest;
    readonly found: FoundExtras;
    readonly removed: Removed;
    readonly after: FoundExtras;
  },
): Outcome {
  const { found, removed, after, manifest } = seen;
  const { bucket } = context.runbook;
  const where = `s3://${bucket.name}/${bucket.prefix}`;
  const { pruned } = found.tally.paths;
  return {
    verdict: after.count === 0 ? 'pass' : 'fail',
    says:
      removed.count === 0
        ? `Nothing was removed from ${where}: it has no extras that this run may remove.`
        : `${removed.count === 1 ? 'One object' : `${removed.count} objects`} without a file removed from ${where}; to bring one back, remove its delete marker.`,
    facts: [
      { name: 'Extras found', value: String(found.count) },
      { name: 'Removed', value: `${removed.count}, listed in ${removed.name}` },
      { name: 'SHA-256 of that list', value: removed.sha256 },
      { name: 'Extras after it', value: String(after.count) },
      { name: 'Source', value: `${manifest.rows} paths, SHA-256 ${manifest.sha256}` },
      ...removed.first.map((value) => ({ name: 'Removed', value })),
    ],
    warnings:
      pruned === 0
        ? []
        : [
            `${counted(pruned, 'object')} of snapshot folders, or of files that NFS keeps because they are open, stay: no manifest of the source lists them.`,
          ],
    data: { ...removed, found: found.count, after: after.count, rows: manifest.rows },
    outputs: { removed: String(removed.count) },
    ...(after.count === 0 ? {} : { error: notAllGone(where, after.count) }),
  };
}

const notAllGone = (where: string, rest: number): CutoverError =>
  new CutoverError('differs', {
    what: `${where} after the removal`,
    expected: 'no extra',
    got: `${rest}`,
    cure: 'find out who writes to this bucket, then re-run this job: it removes what is left',
  });

const notAsked = (context: StepContext): CutoverError =>
  new CutoverError('bad-input', {
    what: 'remove-extras',
    expected: 'a runbook with verify.extras: remove',
    got: context.runbook.verify.extras,
    cure: 'leave this step out; nothing was removed',
  });

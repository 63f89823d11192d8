// Compares every path of the source with the bucket: lists both, merges the streams, reads the objects in doubt.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../core/record.ts';
import { openFileSink, readRowsFile, rowBatches } from '../../reconcile/rows/rows-file.ts';
import { Reconciliation } from '../../reconcile/reconciliation.ts';
import type { Reconciled } from '../../reconcile/reconciliation.ts';
import type { Policy } from '../../reconcile/judging/policy.ts';
import {
  doubtStatements,
  inMilliseconds,
  Sample,
  sampleStatement,
  unreadInWords,
} from '../../reconcile/judging/sampling.ts';
import type { Doubt, TimeUnits } from '../../reconcile/judging/sampling.ts';
import { integer, SIZE } from '../../reconcile/rows/row-fields.ts';
import { freshSource, frozenSource } from '../manifest/manifest-runs.ts';
import { bucketRule } from '../tree/layer-rules.ts';
import { asBucketRecheck, changedObjects, listDestination } from '../tree/list-destination.ts';
import { concludeTree } from '../tree/tree-summary.ts';
import type { StepContext } from '../frame/context.ts';
import { manifestFolder, manifestOf, openDifferences } from '../manifest/manifest-store.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import type { TreeInputs, TreePorts } from '../tree/adapters.ts';
import { pendingFile } from '../tree/proof.ts';
import { readObjects } from './read-objects.ts';
import { assertTimeToRead } from './read-time.ts';
import { changedRows, recheckOf } from '../tree/recheck.ts';
import type { Recheck } from '../tree/recheck.ts';
import type { Depth } from './read-objects.ts';
import { acceptedExtras, treePolicy } from '../tree/tree-policy.ts';
import {
  taskReportLayer,
  taskReportStatements,
  takesPart,
  readTaskReport,
  readTroubles,
  troubleWarnings,
  withTaskReportProblem,
  withTroubles,
} from '../run-datasync/await-task-report.ts';
import type { TaskReport, Troubles } from '../run-datasync/await-task-report.ts';

/** How many objects the step reads between two lines of progress. */
const READ_BATCH = 4000;

/** Proves the whole tree in the bucket, as deep as the runbook says; or what changed since a proof of it. */
export async function verifyTree(
  context: StepContext,
  ports: TreePorts,
  inputs: TreeInputs,
): Promise<Outcome> {
  const { bucket, verify } = context.runbook;
  const began = context.clock.now();
  const manifest = await listSource(context, ports, inputs.frozen);
  const { filters } = await ports.datasync.describeTask();
  const troubles = await readTroubles(context, ports, inputs);
  const report = await readTaskReport(context, ports, inputs);
  const moment = { frozen: inputs.frozen, transferredAt: inputs.transferredAt, filters };
  const recheck = await bucketRecheck(context, inputs, { manifest, filters, ...troubles });
  const held = await bucketRule(context, ports.bucket, manifest);
  const sample = sampleOf(context, recheck.kind === 'all' ? manifest.rows : recheck.rows);
  await using differences = await openDifferences(context, takesPart(report));
  const doubtful = join(manifestFolder(context.env), `${context.run.stepId}.to-read.gz`);
  await using toRead = openFileSink(doubtful);
  const pending = pendingFile(context);
  await using toRemove = openFileSink(pending);
  const policy = treePolicy(context, moment);
  const comparison = new Reconciliation({
    policy,
    ...{ sample, differences, toRead, toRemove },
    report: takesPart(report),
    provenBefore: recheck.kind === 'all' ? 0 : manifest.rows - recheck.rows,
    signal: context.signal,
  });
  const requests = await compare(context, comparison, manifest, { recheck, report });
  await Promise.all([toRead.end(), toRemove.end()]);
  const depth: Depth = { content: verify.depth === 'content', rule: held.rule };
  const timeUnits = { nanoseconds: 0, milliseconds: 0 };
  const reading: Reading = { context, ports, comparison, depth, timeUnits };
  const { doubt, statements } = await readObjectsInDoubt(reading, { doubtful, sample });
  const told = { report, troubles, doubt, readAll: readsAll(depth, policy, recheck) };
  const result = concluded(await comparison.conclude(), told);
  await differences.end();
  await rm(doubtful, { force: true });
  return await concludeTree(context, 'bucket', {
    what: `Every file in s3://${bucket.name}/${bucket.prefix}`,
    result,
    manifests: [{ name: 'Source', manifest }],
    user: verify.user,
    differencesFile: differences.name,
    statements: [...statements, ...taskReportStatements(report)],
    ...{ moment, began, pending, recheck, held },
    told: troubleWarnings(troubles),
    data: recorded(verify, { requests, timeUnits, troubles: troubles.words }),
  });
}

const recorded = <T>({ depth, sample }: StepContext['runbook']['verify'], seen: T) => ({
  depth,
  sample,
  ...seen,
});

const bucketRecheck = async (
  context: StepContext,
  inputs: TreeInputs,
  now: Parameters<typeof recheckOf>[3] & { readonly manifest: Manifest },
): Promise<Recheck> =>
  asBucketRecheck(await recheckOf(context, 'bucket', inputs, now), now.manifest);

/** Whether every byte of every file is compared, whatever changed since an earlier proof. */
const readsAll = ({ content }: Depth, { readAll }: Policy, { kind }: Recheck): boolean =>
  content && readAll && kind === 'all';

/** Such files are unproven already; the reason says how much they are. */
const withUnread = (result: Reconciled, doubt: Doubt): Reconciled =>
  doubt.unread.files === 0
    ? result
    : { ...result, reasons: [...result.reasons, unreadInWords(doubt)] };

/** The result with what DataSync tells of the transfer, and with what was not read. */
const concluded = (
  result: Reconciled,
  told: {
    readonly report: TaskReport | undefined;
    readonly troubles: Troubles;
    readonly doubt: Doubt;
    readonly readAll: boolean;
  },
): Reconciled =>
  withTroubles(
    withUnread(withTaskReportProblem(result, told.report), told.doubt),
    told.troubles,
    told.readAll,
  );

/** A manifest of its own: an earlier step's manifest says nothing about now. */
const listSource = (context: StepContext, ports: TreePorts, frozen: boolean): Promise<Manifest> =>
  manifestOf(context, ports, (frozen ? frozenSource : freshSource)(context.runbook));

function sampleOf({ run, runbook: { verify } }: StepContext, files: number): Sample {
  assertTimeToRead(verify, files);
  const size = verify.depth === 'size' || verify.sample === 'all' ? 0 : verify.sample;
  return new Sample(size, run.id);
}

async function compare(
  context: StepContext,
  comparison: Reconciliation,
  manifest: Manifest,
  { recheck, report }: { readonly recheck: Recheck; readonly report: TaskReport | undefined },
): Promise<number> {
  const accepted = acceptedExtras(context);
  const layers = { ...(accepted && { accepted: { rows: accepted } }), ...taskReportLayer(report) };
  if (recheck.kind === 'changed') {
    let requests = 0;
    const count = (made: number): void => {
      requests = made;
    };
    await comparison.compare({
      ...layers,
      source: { rows: changedRows(manifest, recheck) },
      bucket: { rows: changedObjects(context, recheck, manifest, count) },
    });
    return requests;
  }
  const listing = listDestination(context, manifest);
  await comparison.compare({
    ...layers,
    source: { rows: readRowsFile(manifest.file), expected: manifest.rows },
    bucket: { rows: listing },
  });
  return listing.counters.requests;
}

interface Reading {
  readonly context: StepContext;
  readonly ports: TreePorts;
  readonly comparison: Reconciliation;
  readonly depth: Depth;
  /** How many of the objects read so far have the time of their file in which unit. */
  readonly timeUnits: TimeUnits;
}

/** Reads both, settles their verdicts, and says in words what was read. */
async function readObjectsInDoubt(
  reading: Reading,
  { doubtful, sample }: { readonly doubtful: string; readonly sample: Sample },
): Promise<{ readonly doubt: Doubt; readonly statements: string[] }> {
  const doubt = await readInDoubt(reading, doubtful);
  const statements = doubtStatements(doubt, reading.context.runbook.verify.sample);
  statements.push(...(await readSample(reading, sample)), ...inMilliseconds(reading.timeUnits));
  return { doubt, statements };
}

/**
 * Reads the metadata of these, and with `content` the bytes of as many files as `verify.sample` says: for them size and
 * time prove nothing. Further files whose metadata agree are unproven.
 */
async function readInDoubt(
  { context, ports, comparison, depth, timeUnits }: Reading,
  file: string,
): Promise<Doubt> {
  const { sample } = context.runbook.verify;
  const most = sample === 'all' ? Infinity : sample;
  const doubt: Doubt = { whole: 0, byMetadata: 0, differ: 0, unread: { files: 0, bytes: 0 } };
  for await (const batch of rowBatches(readRowsFile(file), READ_BATCH)) {
    const left = { ...depth, most: most - doubt.whole };
    for (const { row, finding, timeUnit, whole } of await readObjects(
      context,
      ports,
      batch,
      left,
    )) {
      if (timeUnit !== undefined) timeUnits[timeUnit] += 1;
      comparison.settle(row, finding);
      doubt[whole ? 'whole' : 'byMetadata'] += 1;
      if (finding.verdict !== 'same') doubt.differ += 1;
      if (!('notToRead' in finding)) continue;
      doubt.unread.files += 1;
      doubt.unread.bytes += integer(row, SIZE);
    }
    const all = doubt.whole + doubt.byMetadata;
    context.say(`Read ${all} objects that size and time leave in doubt`);
  }
  return doubt;
}

async function readSample(
  { context, ports, comparison, depth, timeUnits }: Reading,
  sample: Sample,
): Promise<string[]> {
  const chosen = sample.rows();
  if (chosen.length === 0) return [];
  let differences = 0;
  for (const { row, finding, timeUnit } of await readObjects(context, ports, chosen, depth)) {
    if (timeUnit !== undefined) timeUnits[timeUnit] += 1;
    if (finding.verdict === 'same') continue;
    differences += 1;
    comparison.disprove(row, finding);
  }
  const statement = sampleStatement({
    sampled: chosen.length,
    differences,
    population: sample.offered,
  });
  return [`${depth.content ? 'Bytes' : 'Metadata'}: ${statement}`];
}

// Every path of the source against the bucket: listed on both sides, compared as streams, read where in doubt.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../core/record.ts';
import { listBucket } from '../aws/list-bucket.ts';
import type { Listing } from '../aws/list-bucket.ts';
import { splitsOfFile } from '../aws/listing/splits.ts';
import type { DataSync } from '../aws/datasync.ts';
import type { Bucket } from '../aws/s3.ts';
import { openFileSink } from '../reconcile/byte-sink.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import { readRowsFile } from '../reconcile/rows-file.ts';
import { Sample, sampleStatement } from '../reconcile/sampling.ts';
import { wantedTree } from '../runbook/documents/trees.ts';
import { LISTING_AT_ONCE, asBucketRecheck, changedObjects } from './changed-objects.ts';
import { connectionTo } from './context.ts';
import type { StepContext } from './context.ts';
import { openDifferences } from './differences-file.ts';
import type { Manifest, ManifestPorts } from './fetch-manifest.ts';
import { manifestFolder, manifestOf } from './manifest-store.ts';
import { leaveProof } from './proof.ts';
import { readObjects } from './read-objects.ts';
import { changedRows, recheckOf } from './recheck.ts';
import type { Recheck, RecheckInputs } from './recheck.ts';
import { records } from './row-records.ts';
import { acceptedExtras, treePolicy } from './tree-policy.ts';
import type { TreeMoment } from './tree-policy.ts';
import { treeOutcome } from './tree-outcome.ts';

export interface TreePorts extends ManifestPorts {
  readonly bucket: Bucket;
  readonly datasync: DataSync;
}

/** What a comparison of trees is told. */
export type TreeInputs = Omit<TreeMoment, 'filters'> & RecheckInputs;

/** Objects that are looked at between two words of progress. */
const READ_BATCH = 800;

/** Proves the whole tree in the bucket, as deep as the runbook says; or what changed since a proof of it. */
export async function verifyTree(
  context: StepContext,
  ports: TreePorts,
  inputs: TreeInputs,
): Promise<Outcome> {
  const { runbook, run } = context;
  const { verify } = runbook;
  // A list of its own: what the source was for an earlier step says nothing of now.
  const manifest = await manifestOf(context, ports, {
    ...wantedTree(runbook, 'source'),
    fresh: true,
  });
  const { filters } = await ports.datasync.describeTask();
  const recheck = asBucketRecheck(
    await recheckOf(context, 'bucket', inputs, { manifest, filters }),
    manifest,
  );
  const sampled = verify.depth === 'size' || verify.sample === 'all' ? 0 : verify.sample;
  const sample = new Sample(sampled, run.id);
  await using differences = await openDifferences(context);
  const doubtful = join(manifestFolder(context.env), `${run.stepId}.to-read.gz`);
  await using toRead = openFileSink(doubtful);
  const comparison = new Reconciliation({
    policy: treePolicy(context, { ...inputs, filters }),
    sample,
    differences,
    toRead,
    provenBefore: recheck.kind === 'all' ? 0 : manifest.rows - recheck.rows,
    signal: context.signal,
  });
  const requests = await compare(context, comparison, manifest, recheck);
  await toRead.end();
  const statements = await readInDoubt(context, ports, comparison, doubtful);
  statements.push(...(await readSample(context, ports, comparison, sample)));
  const result = await comparison.conclude();
  await differences.end();
  await rm(doubtful, { force: true });
  const { frozen, transferredAt } = inputs;
  return treeOutcome({
    what: `Every file in s3://${runbook.bucket.name}/${runbook.bucket.prefix}`,
    result,
    manifests: [{ name: 'Source', manifest }],
    user: verify.user,
    differencesFile: differences.name,
    statements,
    recheck,
    proof: await leaveProof(context, 'bucket', {
      ...{ verdict: result.verdict, frozen, transferredAt, manifest, filters, statements },
    }),
    data: { depth: verify.depth, sample: verify.sample, requests, frozen, filters },
  });
}

async function compare(
  context: StepContext,
  comparison: Reconciliation,
  manifest: Manifest,
  recheck: Recheck,
): Promise<number> {
  const accepted = acceptedExtras(context);
  const layers = { ...(accepted && { accepted: { rows: accepted } }) };
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
  const listing = listAll(context, manifest);
  await comparison.compare({
    ...layers,
    source: { rows: readRowsFile(manifest.file), expected: manifest.rows },
    bucket: { rows: listing },
  });
  return listing.counters.requests;
}

function listAll(context: StepContext, manifest: Manifest): Listing {
  const { runbook, say } = context;
  const { name, prefix } = runbook.bucket;
  return listBucket(connectionTo(context, runbook.storageRegion), {
    bucket: name,
    owner: runbook.account,
    prefix,
    splits: splitsOfFile(manifest.file, { prefix }),
    concurrency: LISTING_AT_ONCE,
    onProgress: ({ objects, requests }) => {
      if (requests % 100 === 0)
        say(`Listing the bucket: ${objects} objects in ${requests} requests`);
    },
  });
}

/** Size and time alone never make these the same: their metadata is read, and with `content` and `all` their bytes. */
async function readInDoubt(
  context: StepContext,
  ports: TreePorts,
  comparison: Reconciliation,
  file: string,
): Promise<string[]> {
  const { depth, sample } = context.runbook.verify;
  const content = depth === 'content' && sample === 'all';
  let read = 0;
  let differ = 0;
  for await (const batch of records(readRowsFile(file), READ_BATCH)) {
    for (const { row, finding } of await readObjects(context, ports, batch, content)) {
      comparison.settle(row, finding);
      read += 1;
      if (finding.verdict !== 'same') differ += 1;
    }
    context.say(`Read ${read} objects that size and time leave in doubt`);
  }
  return read === 0
    ? []
    : [
        `${read} objects ${content ? 'whole' : 'by their metadata'}, because size and time left them in doubt: ${differ} not the same`,
      ];
}

async function readSample(
  context: StepContext,
  ports: TreePorts,
  comparison: Reconciliation,
  sample: Sample,
): Promise<string[]> {
  const chosen = sample.records();
  if (chosen.length === 0) return [];
  const content = context.runbook.verify.depth === 'content';
  let differences = 0;
  for (const { row, finding } of await readObjects(context, ports, chosen, content)) {
    if (finding.verdict === 'same') continue;
    differences += 1;
    comparison.disprove(row, finding);
  }
  const statement = sampleStatement({
    sampled: chosen.length,
    differences,
    population: sample.offered,
  });
  return [`${content ? 'Bytes' : 'Metadata'}: ${statement}`];
}

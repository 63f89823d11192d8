// Every path of the source against the bucket: listed on both sides, compared as streams, read where in doubt.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../core/record.ts';
import { listBucket } from '../aws/list-bucket.ts';
import { splitsOfFile } from '../aws/listing/splits.ts';
import type { DataSync } from '../aws/datasync.ts';
import type { Bucket } from '../aws/s3.ts';
import { openFileSink } from '../reconcile/byte-sink.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import { readRowsFile } from '../reconcile/rows-file.ts';
import { Sample, sampleStatement } from '../reconcile/sampling.ts';
import { wantedTree } from '../runbook/documents/trees.ts';
import { connectionTo } from './context.ts';
import type { StepContext } from './context.ts';
import { openDifferences } from './differences-file.ts';
import type { Manifest, ManifestPorts } from './fetch-manifest.ts';
import { manifestFolder, manifestOf } from './manifest-store.ts';
import { readObjects } from './read-objects.ts';
import { records } from './row-records.ts';
import { acceptedExtras, treePolicy } from './tree-policy.ts';
import type { TreeMoment } from './tree-policy.ts';
import { treeOutcome } from './tree-outcome.ts';

export interface TreePorts extends ManifestPorts {
  readonly bucket: Bucket;
  readonly datasync: DataSync;
}

/** LIST requests at once. One stream of pages is 10 to 20 thousand keys a second whatever the client. */
const LISTING_AT_ONCE = 16;
/** Objects that are looked at between two words of progress. */
const READ_BATCH = 800;

/** Proves the whole tree in the bucket, as deep as the runbook says. */
export async function verifyTree(
  context: StepContext,
  ports: TreePorts,
  moment: Omit<TreeMoment, 'filters'>,
): Promise<Outcome> {
  const { runbook, run } = context;
  const { verify } = runbook;
  const manifest = await manifestOf(context, ports, {
    ...wantedTree(runbook, 'source'),
    fresh: true,
  });
  const { filters } = await ports.datasync.describeTask();
  const policy = treePolicy(context, { ...moment, filters });
  const sampled = verify.depth === 'size' || verify.sample === 'all' ? 0 : verify.sample;
  const sample = new Sample(sampled, run.id);
  await using differences = await openDifferences(context);
  const doubtful = join(manifestFolder(context.env), `${run.stepId}.to-read.gz`);
  await using toRead = openFileSink(doubtful);
  const comparison = new Reconciliation({
    policy,
    sample,
    differences,
    toRead,
    signal: context.signal,
  });
  const requests = await compare(context, comparison, manifest);
  await toRead.end();
  const statements = await readInDoubt(context, ports, comparison, doubtful);
  statements.push(...(await readSample(context, ports, comparison, sample)));
  const result = await comparison.conclude();
  await differences.end();
  await rm(doubtful, { force: true });
  return treeOutcome({
    what: `Every file in s3://${runbook.bucket.name}/${runbook.bucket.prefix}`,
    result,
    manifests: [{ name: 'Source', manifest }],
    differencesFile: differences.name,
    statements,
    data: { depth: verify.depth, sample: verify.sample, requests, frozen: moment.frozen, filters },
  });
}

async function compare(
  context: StepContext,
  comparison: Reconciliation,
  manifest: Manifest,
): Promise<number> {
  const { runbook, say } = context;
  const { name, prefix } = runbook.bucket;
  const listing = listBucket(connectionTo(context, runbook.storageRegion), {
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
  const accepted = acceptedExtras(context);
  await comparison.compare({
    source: { rows: readRowsFile(manifest.file), expected: manifest.rows },
    bucket: { rows: listing },
    ...(accepted && { accepted: { rows: accepted } }),
  });
  return listing.counters.requests;
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

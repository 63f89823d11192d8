// The metadata of every object of a manifest, read and judged as verify-s3 does it; with `sdk` by the SDK's HeadObject.
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectHead } from '../../../src/aws/s3/heads/head-reader.ts';
import { openBucket } from '../../../src/aws/s3/s3.ts';
import type { Bucket } from '../../../src/aws/s3/s3.ts';
import { OBJECT } from '../../../src/reconcile/judging/compare-rule.ts';
import { readRowsFile, rowBatches } from '../../../src/reconcile/rows/rows-file.ts';
import { readObjects } from '../../../src/steps/verify-s3/read-objects.ts';
import { benchConnection } from '../ours/connection.ts';

const [manifest = '', side = 'ours'] = process.argv.slice(2);
const BATCH = 4000;
const OWNER = '111122223333';

function sdkHeads(): Pick<Bucket, 'head'> {
  const client = new S3Client({
    forcePathStyle: true,
    requestHandler: { httpAgent: { maxSockets: 256 } },
  });
  const read = async (key: string): Promise<ObjectHead> => {
    const head = await client.send(
      new HeadObjectCommand({ Bucket: 'bench', Key: key, ExpectedBucketOwner: OWNER }),
    );
    return {
      key,
      size: head.ContentLength ?? -1,
      etag: head.ETag ?? '',
      lastModified: head.LastModified,
      versionId: head.VersionId,
      storageClass: head.StorageClass ?? 'STANDARD',
      metadata: head.Metadata ?? {},
    };
  };
  return { head: read };
}

type Context = Parameters<typeof readObjects>[0];
type Ports = Parameters<typeof readObjects>[1];

const started = performance.now();
const bucket = side === 'sdk' ? sdkHeads() : openBucket(benchConnection(), 'bench', OWNER);
const context = { runbook: { bucket: { prefix: '' } } } as unknown as Context;
let [objects, differences] = [0, 0];
for await (const batch of rowBatches(readRowsFile(manifest), BATCH)) {
  const depth = { content: false, rule: OBJECT };
  for (const { finding } of await readObjects(
    context,
    { bucket } as unknown as Ports,
    batch,
    depth,
  )) {
    objects += 1;
    if (finding.verdict !== 'same') differences += 1;
  }
}
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ objects, differences, milliseconds }));

// The peer that everyone writes first: the SDK's paginator.
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

const started = performance.now();
const client = new S3Client({ forcePathStyle: true });
let objects = 0;
for await (const page of paginateListObjectsV2({ client }, { Bucket: 'bench' }))
  objects += page.Contents?.length ?? 0;
client.destroy();
console.log(JSON.stringify({ objects, milliseconds: performance.now() - started }));

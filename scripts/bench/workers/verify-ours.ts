// Our side of a verification: the manifest against the bucket, path by path, as verify-s3 does it.
import { listBucket } from '../../../src/aws/list-bucket.ts';
import { splitsOfFile } from '../../../src/aws/listing/splits.ts';
import { policyOf } from '../../../src/reconcile/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { readRowsFile } from '../../../src/reconcile/rows-file.ts';
import { benchConnection, LISTING_AT_ONCE } from '../connection.ts';

const [manifest = ''] = process.argv.slice(2);
const started = performance.now();
const listing = listBucket(benchConnection(), {
  bucket: 'bench',
  owner: '111122223333',
  prefix: '',
  splits: splitsOfFile(manifest, { prefix: '' }),
  concurrency: LISTING_AT_ONCE,
});
const { verdict, tally, differences } = await reconcile(
  { source: { rows: readRowsFile(manifest) }, bucket: { rows: listing } },
  { policy: policyOf({}) },
);
const milliseconds = performance.now() - started;
const objects = tally.listed.source;
console.log(
  JSON.stringify({ verdict, objects, same: tally.paths.same, differences, milliseconds }),
);

// Our side of a verification: the manifest against the bucket, path by path, as verify-s3 does it.
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';
import { benchListing } from '../ours/listing.ts';

const [manifest = ''] = process.argv.slice(2);
const started = performance.now();
const listing = benchListing(manifest);
const { verdict, tally, differences } = await reconcile(
  { source: { rows: readRowsFile(manifest) }, bucket: { rows: listing } },
  { policy: policyOf({}) },
);
const milliseconds = performance.now() - started;
const objects = tally.listed.source;
console.log(
  JSON.stringify({ verdict, objects, same: tally.paths.same, differences, milliseconds }),
);

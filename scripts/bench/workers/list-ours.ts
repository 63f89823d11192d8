// Our side of a listing: exact ranges side by side, cut at every thousandth row of a manifest.
import { listBucket } from '../../../src/aws/list-bucket.ts';
import { splitsOfFile } from '../../../src/aws/listing/splits.ts';
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
let bytes = 0;
for await (const rows of listing) bytes += rows.length;
const { objects, requests } = listing.counters;
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ objects, requests, bytes, milliseconds }));

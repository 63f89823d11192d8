// Our side of a listing: exact ranges side by side, cut at every thousandth row of a manifest.
import { benchListing } from '../ours/listing.ts';

const [manifest = ''] = process.argv.slice(2);
const started = performance.now();
const listing = benchListing(manifest);
let bytes = 0;
for await (const rows of listing) bytes += rows.length;
const { objects, requests, throttles } = listing.counters;
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ objects, requests, throttles, bytes, milliseconds }));

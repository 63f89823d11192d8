// A whole verification, as verify-s3 does it: the parts checked on arrival and joined, then the comparison with the bucket.
import { createReadStream, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../../src/aws/s3/s3.ts';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../../src/reconcile/reconciliation.ts';
import { openFileSink, readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';
import type { ServerManifest } from '../../../src/steps/manifest/list-tree.ts';
import { checkRows, countRows, downloadPart } from '../../../src/steps/manifest/manifest-part.ts';
import { benchListing } from '../ours/listing.ts';

const [folder = ''] = process.argv.slice(2);
const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as ServerManifest;
const manifest = join(folder, 'manifest');
/** The parts lie where the server has put them. */
const bucket = {
  stream: (key: string) => createReadStream(join(folder, key)),
} as unknown as Bucket;

async function* arriving(): AsyncGenerator<Uint8Array> {
  const file = `${manifest}.part`;
  await using whole = await open(manifest, 'w');
  for (const part of index.parts) {
    const key = `part.${part.number}`;
    await downloadPart({ bucket, key, name: key, form: 'uploaded' }, part, file);
    // On the night it lies in a bucket, not on this disk.
    await rm(join(folder, key));
    let rows = 0;
    for await (const chunk of readRowsFile(file)) {
      rows += countRows(chunk);
      yield chunk;
    }
    if (rows !== part.rows) throw new Error(`${key}: expected ${part.rows} rows, got ${rows}`);
    await using packed = await open(file);
    for await (const chunk of packed.createReadStream({ autoClose: false }))
      await whole.writeFile(chunk as Buffer);
  }
  await rm(file);
}

const started = performance.now();
await checkRows('the manifest', index, arriving());
const checked = performance.now() - started;
const sink = openFileSink(join(folder, 'differences.txt'));
const { verdict, tally, differences } = await reconcile(
  { source: { rows: readRowsFile(manifest) }, bucket: { rows: benchListing(manifest) } },
  { policy: policyOf({}), differences: sink },
);
await sink.end();
const milliseconds = performance.now() - started;
const [objects, { same }] = [tally.listed.source, tally.paths];
console.log(JSON.stringify({ verdict, objects, same, differences, checked, milliseconds }));

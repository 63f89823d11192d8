// The bucket's list, split where the source's own manifest says that many objects are.
import { listBucket } from '../../aws/s3/list-bucket.ts';
import type { Listing } from '../../aws/s3/list-bucket.ts';
import { splitsOfFile } from '../../aws/s3/listing/splits.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** LIST requests at once. One stream of pages is 10 to 20 thousand keys a second whatever the client. */
export const LISTING_AT_ONCE = 16;

/** Everything below the runbook's prefix, as rows; tells how far it is. */
export function listDestination(context: StepContext, manifest: Manifest): Listing {
  const { runbook, say } = context;
  const { name, prefix } = runbook.bucket;
  return listBucket(storageConnection(context), {
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

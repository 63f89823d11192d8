// The bucket's layer of a comparison: all of the prefix, or only the folders that changed since a proof.
import { listBucket } from '../../aws/s3/list-bucket.ts';
import type { Listing } from '../../aws/s3/list-bucket.ts';
import { splitsOfFile } from '../../aws/s3/listing/ranges.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { listFolders } from '../../aws/s3/list-folders.ts';
import type { FolderListing } from '../../aws/s3/list-folders.ts';
import { SortedPathLookup, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { ChangedOnly, Recheck } from './recheck.ts';

// The bucket's listing, split where the source's manifest has many paths.

/** LIST requests at once where folders are listed, each page after page. */
export const LISTING_AT_ONCE = 16;
/** LIST requests at once where the whole bucket is listed, at most: a page in work takes half a megabyte. */
export const WHOLE_AT_MOST = 96;

/** Everything below the runbook's prefix, as rows; says how far it is. */
export function listDestination(context: StepContext, manifest: Manifest): Listing {
  const { runbook, say } = context;
  const { name, owner, prefix } = runbook.bucket;
  return listBucket(storageConnection(context), {
    bucket: name,
    owner,
    prefix,
    splits: splitsOfFile(manifest.file, { prefix }),
    concurrency: WHOLE_AT_MOST,
    onProgress: ({ objects, requests }) => {
      if (requests % 100 === 0)
        say(`Listing the bucket: ${objects} objects in ${requests} requests`);
    },
  });
}

// The objects of the folders that changed since a proof.

/** What S3 puts on a page. */
const PAGE_KEYS = 1000;
/** So few requests one after the other need no thought: some ten seconds. */
const SHORT = 100;

/** Everything instead, if that is quicker: a folder's pages come one after the other, those of a whole bucket in parallel. */
export function asBucketRecheck(recheck: Recheck, manifest: Manifest): Recheck {
  if (recheck.kind === 'all') return recheck;
  const pages = recheck.folders.map(({ rows }) => Math.max(1, Math.ceil(rows / PAGE_KEYS)));
  const together = pages.reduce((sum, one) => sum + one, 0);
  const longest = pages.reduce((most, one) => Math.max(most, one), 0);
  const inRow = Math.max(longest, Math.ceil(together / LISTING_AT_ONCE));
  const all = Math.ceil(manifest.rows / PAGE_KEYS / LISTING_AT_ONCE);
  if (inRow <= SHORT || inRow <= all) return recheck;
  return {
    kind: 'all',
    why: `listing the whole bucket in parallel is quicker (${all} requests in a row) than the ${recheck.folders.length} folders that changed (${inRow})`,
    unwanted: false,
    changed: recheck.changed,
  };
}

/** Lists the folders, and all below each folder in them that the source does not have. */
export async function* changedObjects(
  context: StepContext,
  { folders }: ChangedOnly,
  manifest: Manifest,
  onEnd: (requests: number) => void,
): AsyncGenerator<Buffer> {
  const { runbook } = context;
  await using known = new SortedPathLookup(readRowsFile(manifest.file), 'the source manifest');
  const listing: FolderListing = listFolders(storageConnection(context), {
    bucket: runbook.bucket.name,
    owner: runbook.bucket.owner,
    prefix: runbook.bucket.prefix,
    folders: folders.map(({ path }) => path),
    isKnown: (folder) => known.has(folder),
    concurrency: LISTING_AT_ONCE,
  });
  yield* listing;
  onEnd(listing.counters.requests);
}

// Our side's listing of the bench's bucket.
import { listBucket } from '../../../src/aws/s3/list-bucket.ts';
import type { Listing } from '../../../src/aws/s3/list-bucket.ts';
import { splitsOfFile } from '../../../src/aws/s3/listing/ranges.ts';
import { benchConnection, LISTING_AT_MOST } from './connection.ts';

/** The whole bucket in exact ranges side by side, cut at every thousandth row of `manifest`. */
export const benchListing = (manifest: string): Listing =>
  listBucket(benchConnection(), {
    bucket: 'bench',
    owner: '111122223333',
    prefix: '',
    splits: splitsOfFile(manifest, { prefix: '' }),
    concurrency: LISTING_AT_MOST,
  });

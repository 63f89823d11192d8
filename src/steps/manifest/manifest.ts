// The manifest of one tree, what is wanted of it, and what it is fetched with.
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { WantedTree } from './listing-runs.ts';
import type { Listing } from './manifest-listing.ts';

/** The adapters. */
export interface ManifestPorts {
  readonly ssm: Ssm;
  /** Where the servers put the whole output of a command, below `outputs/`. */
  readonly outputs: Bucket;
}

export interface WantedManifest extends WantedTree {
  /** Where the file is put. */
  readonly directory: string;
}

export interface Manifest extends Omit<Listing, 'parts' | 'found'> {
  /** Rows, packed with gzip, sorted by the bytes of their paths. */
  readonly file: string;
}

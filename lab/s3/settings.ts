// How a bucket is set up: as a new one is since 2023, or as the scenario has it.
import type { LabContext } from '../context.ts';
import type { BucketFaults } from '../faults/scenario.ts';
import type { Xml } from '../protocol/xml.ts';
import { noSetting } from './errors.ts';
import type { ObjectStore } from './objects/store.ts';

/** The root element of the answer and what is in it. */
export type Settings = readonly [root: string, content: Xml];

/** The operations that read a setting of a bucket. */
export const SETTINGS: Readonly<
  Record<string, (bucket: string, faults: BucketFaults, store: ObjectStore) => Settings>
> = {
  GetBucketVersioning: (bucket, _faults, store) => [
    'VersioningConfiguration',
    store.history(bucket) === undefined ? '' : { Status: 'Enabled' },
  ],
  GetBucketEncryption: encryption,
  GetBucketOwnershipControls: (_bucket, { ownership = 'BucketOwnerEnforced' }) => [
    'OwnershipControls',
    { Rule: { ObjectOwnership: ownership } },
  ],
  GetBucketLifecycleConfiguration: lifecycle,
  GetObjectLockConfiguration: objectLock,
  ListBucketIntelligentTieringConfigurations: (_bucket, { archive }) => [
    'ListBucketIntelligentTieringConfigurationsOutput',
    {
      IsTruncated: 'false',
      ...(archive !== undefined && {
        IntelligentTieringConfiguration: {
          Id: 'archive',
          Status: 'Enabled',
          Tiering: { AccessTier: archive, Days: '180' },
        },
      }),
    },
  ],
};

/** What the scenario has of a bucket: it is about the files' own. */
export const faultsOf = ({ world, faults }: LabContext, bucket: string): BucketFaults =>
  bucket === world.names.bucket.name ? (faults.bucket ?? {}) : {};

function encryption(bucket: string, faults: BucketFaults): Settings {
  if (faults.encryption === 'none')
    throw noSetting(
      'ServerSideEncryptionConfigurationNotFoundError',
      'The server side encryption configuration was not found',
      bucket,
    );
  const byDefault = { SSEAlgorithm: faults.encryption ?? 'AES256' };
  return [
    'ServerSideEncryptionConfiguration',
    { Rule: { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: 'false' } },
  ];
}

function objectLock(bucket: string, _faults: BucketFaults, store: ObjectStore): Settings {
  const days = store.lockDays(bucket);
  if (days === 0)
    throw noSetting(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      bucket,
    );
  const retention = { Mode: 'GOVERNANCE', Days: String(days) };
  return [
    'ObjectLockConfiguration',
    { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
  ];
}

function lifecycle(bucket: string, { lifecycle: does }: BucketFaults): Settings {
  if (does === undefined)
    throw noSetting(
      'NoSuchLifecycleConfiguration',
      'The lifecycle configuration does not exist',
      bucket,
    );
  const effect: Xml =
    does === 'removal'
      ? { Expiration: { Days: '365' } }
      : { Transition: { Days: '90', StorageClass: does } };
  const rule = { ID: 'old-files', Filter: { Prefix: '' }, Status: 'Enabled', ...effect };
  return ['LifecycleConfiguration', { Rule: rule }];
}

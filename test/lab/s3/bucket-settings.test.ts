// The settings of a bucket of the lab, through the real SDK: as a new bucket has them, and as a scenario has them.
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { BucketFaults } from '../../../lab/faults/scenario.ts';
import { failure } from './s3-client.ts';

const Bucket = 'image-archive-111122223333';

async function settings(bucket: BucketFaults, name = Bucket) {
  await using lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults: { bucket } },
  });
  const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
  const s3 = new S3Client({
    ...{ endpoint: lab.url, region: 'us-west-2', credentials, forcePathStyle: true },
  });
  const of = { Bucket: name };
  const answered = <T>(call: Promise<T>): Promise<unknown> =>
    call.then(
      (answer) => answer,
      () => failure(call),
    );
  try {
    return {
      encryption: await answered(s3.send(new GetBucketEncryptionCommand(of))),
      ownership: await answered(s3.send(new GetBucketOwnershipControlsCommand(of))),
      lifecycle: await answered(s3.send(new GetBucketLifecycleConfigurationCommand(of))),
      archives: await answered(s3.send(new ListBucketIntelligentTieringConfigurationsCommand(of))),
    };
  } finally {
    s3.destroy();
  }
}

const NEW = {
  encryption: {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  },
  ownership: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  lifecycle: { name: 'NoSuchLifecycleConfiguration', status: 404 },
  archives: { IsTruncated: false },
};

test('a new bucket', async () => {
  expect(await settings({})).toMatchObject(NEW);
});

const OTHER: BucketFaults = {
  encryption: 'none',
  ownership: 'ObjectWriter',
  lifecycle: 'GLACIER',
  archive: 'ARCHIVE_ACCESS',
};

test('a scenario is about the bucket of the files alone', async () => {
  expect(await settings(OTHER)).toMatchObject({
    encryption: { name: 'ServerSideEncryptionConfigurationNotFoundError', status: 404 },
    ownership: { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
    lifecycle: {
      Rules: [{ ID: 'old-files', Status: 'Enabled', Transitions: [{ StorageClass: 'GLACIER' }] }],
    },
    archives: {
      IntelligentTieringConfigurationList: [
        { Id: 'archive', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 180 }] },
      ],
    },
  });
  expect(await settings(OTHER, 'image-archive-evidence-111122223333')).toMatchObject(NEW);
});

// What the two steps at the gate read: every setting on which the proofs stand.
import * as datasync from '../../core/requests/datasync.ts';
import * as github from '../../core/requests/github.ts';
import * as s3 from '../../core/requests/s3.ts';
import * as ssm from '../../core/requests/ssm.ts';
import { describeFileShares, listTags } from '../../core/requests/storage-gateway.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { gatesOf } from '../../runbook/quorum.ts';
import { readMounts } from '../create-test-file/plan.ts';

/** The repository as a plan names it. */
export const repositoryOf = () => ({
  owner: placeholder('owner'),
  repo: placeholder('repository'),
});

/** The settings, all side by side, then the mounts. */
export function readConfiguration(at: Place): Operation[] {
  const all = [
    ...ofTask(at),
    ...ofBucket(at),
    callOf(at, describeFileShares('NFS', [at.runbook.gateway.share]), {
      what: 'read how the share is set up',
    }),
    callOf(at, listTags(at.runbook.gateway.share, placeholder('next-token?')), {
      what: 'read in which bucket the share has its journal',
      repeats: 'page by page',
    }),
    ...ofGates(at),
    ...ofDocuments(at),
  ];
  return [
    ...all.map((one) => ({ ...one, sideBySide: 'side by side, in any order' })),
    readMounts(at, { what: 'read what every server mounts, and what a boot would mount' }),
  ];
}

const ofTask = (at: Place): Operation[] => [
  callOf(at, datasync.describeTask(at.runbook.datasync.task), {
    what: 'read the options, filters and schedule of the task',
  }),
  callOf(at, datasync.describeLocation('Nfs', placeholder('location-arn')), {
    what: 'read what the task copies',
  }),
  callOf(at, datasync.describeLocation('S3', placeholder('destination-arn')), {
    what: 'read where the task writes',
  }),
];

function ofBucket(at: Place): Operation[] {
  const { name: bucket, owner } = at.runbook.bucket;
  const settings = ['Versioning', 'Encryption', 'OwnershipControls', 'LifecycleConfiguration'];
  return [
    ...(settings as Parameters<typeof s3.getBucketSetting>[0][]).map((setting) =>
      callOf(at, s3.getBucketSetting(setting, { bucket, owner }), {
        what: `read the bucket's setting ${setting}`,
      }),
    ),
    callOf(at, s3.listArchives({ bucket, owner }, placeholder('next-token?')), {
      what: 'read which archive tiers take objects away',
      repeats: 'page by page',
    }),
  ];
}

function ofGates(at: Place): Operation[] {
  const environment = placeholder('environment');
  const repeats = 'environment by environment';
  return [
    callOf(at, github.getRepository(repositoryOf()), { what: 'read the default branch' }),
    callOf(at, github.getEnvironment(repositoryOf(), environment), {
      what: `read how ${gatesOf(at.runbook).join(', ')} are protected`,
      repeats,
    }),
    callOf(at, github.listBranchPolicies(repositoryOf(), environment), {
      what: 'read which branches it lets in',
      only: 'it lets some in by name',
      repeats,
    }),
  ];
}

function ofDocuments(at: Place): Operation[] {
  const name = placeholder('document-name');
  const repeats = 'document by document';
  return [
    callOf(at, ssm.describeDocument(name), {
      what: 'read the hashes of the documents that the cutover sends',
      repeats,
    }),
    callOf(at, ssm.getDocument(name, placeholder('document-version')), {
      what: 'compare their texts with the reviewed ones',
      repeats,
    }),
  ];
}

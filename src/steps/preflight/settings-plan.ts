// The settings that the preflight looks at and an approval signs, as they are read: one description for both.
import * as datasync from '../../core/requests/datasync.ts';
import * as github from '../../core/requests/github.ts';
import * as s3 from '../../core/requests/s3.ts';
import * as ssm from '../../core/requests/ssm.ts';
import { describeFileShares, listTags } from '../../core/requests/storage-gateway.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { environmentsOf } from '../../runbook/quorum.ts';

const token = placeholder('next-token?');
const byPage = { repeats: 'page by page' };

/** The repository as a plan names it. */
export const repositoryOf = () => ({
  owner: placeholder('owner'),
  repo: placeholder('repository'),
});

/** How each of these environments is protected; without names, each that the workflows name. */
export function readEnvironments(
  at: Place,
  names = environmentsOf(at.runbook).map(([name]) => name),
): Operation[] {
  const environment = placeholder('environment');
  const repeats = 'environment by environment';
  return [
    callOf(at, github.getRepository(repositoryOf()), { what: 'read the default branch' }),
    callOf(at, github.getEnvironment(repositoryOf(), environment), {
      what: `read how ${names.length === 1 ? 'the environment' : 'the environments'} ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} protected`,
      repeats,
    }),
    callOf(at, github.listBranchPolicies(repositoryOf(), environment), {
      what: 'read which branches it lets in',
      only: 'it lets some in by name',
      repeats,
    }),
  ];
}

/** The deployed documents against the reviewed ones. */
export function readDocuments(at: Place): Operation[] {
  const name = placeholder('document-name');
  const repeats = 'document by document';
  return [
    callOf(at, ssm.describeDocument(name), { what: 'read which documents are deployed', repeats }),
    callOf(at, ssm.getDocument(name, placeholder('document-version')), {
      what: 'compare their texts with the reviewed ones',
      repeats,
    }),
  ];
}

/** The task and its two locations. */
export const readTask = (
  at: Place,
  folder: About = { what: 'read which folder the task copies' },
): Operation[] => [
  callOf(at, datasync.describeTask(at.runbook.datasync.task), {
    what: 'read whether the task can run, its options, filters and schedule',
  }),
  callOf(at, datasync.describeLocation('Nfs', placeholder('location-arn')), folder),
  callOf(at, datasync.describeLocation('S3', placeholder('destination-arn')), {
    what: 'read where the task writes, in which storage class',
  }),
];

/** The share and its tag. */
export const readShare = (at: Place): Operation[] => [
  callOf(at, describeFileShares('NFS', [at.runbook.gateway.share]), {
    what: 'read what the share shows, and to whom',
  }),
  callOf(at, listTags(at.runbook.gateway.share, token), {
    what: 'read in which bucket the share has its journal',
    ...byPage,
  }),
];

/** What somebody can change on the bucket. */
export function readBucket(at: Place): Operation[] {
  const { name: bucket, owner } = at.runbook.bucket;
  const of = { bucket, owner };
  return [
    callOf(at, s3.getBucketSetting('Versioning', of), { what: 'read whether versions are kept' }),
    callOf(at, s3.getBucketSetting('Encryption', of), { what: 'read how objects are encrypted' }),
    callOf(at, s3.getBucketSetting('OwnershipControls', of), {
      what: 'read whether objects may have ACLs',
    }),
    callOf(at, s3.getBucketSetting('LifecycleConfiguration', of), {
      what: 'read which rules take objects away',
    }),
    callOf(at, s3.listArchives(of, token), {
      what: 'read which archive tiers take objects away',
      ...byPage,
    }),
  ];
}

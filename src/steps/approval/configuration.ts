// All settings on which a proof stands, field by field: as they are when the gate is asked, and as they are behind it.
import type { DataSync, Task } from '../../aws/datasync/datasync.ts';
import type { Locations } from '../../aws/datasync/locations.ts';
import type { BucketSettings } from '../../aws/s3/bucket-settings.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { GatewaySettings, Share } from '../../aws/storage-gateway/gateway-settings.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { DocumentName } from '../../core/document-limits.ts';
import { CutoverError } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Environment, GitHubEnvironments } from '../../github/environments.ts';
import type { StepContext } from '../frame/context.ts';
import { JOURNAL_TAG } from '../preflight/aws/journal-tag.ts';
import { environmentsOf } from '../../runbook/quorum.ts';
import { pinDocument } from '../servers/documents.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

/** Each field by its name, such as `share.read-only`; its value as text. */
export type Configuration = Readonly<Record<string, string>>;

export interface ConfigurationPorts {
  readonly task: Pick<DataSync, 'describeTask'>;
  readonly locations: Locations;
  readonly share: Pick<GatewaySettings, 'share' | 'shareTag'>;
  readonly bucket: Omit<BucketSettings, 'name' | 'region' | 'retention'>;
  readonly documents: Ssm;
  readonly mounts: () => Promise<readonly ServerMounts[]>;
  readonly environments: GitHubEnvironments;
}

/** The default branch of the repository is one of the fields. */
export const DEFAULT_BRANCH = 'repository.default-branch';

/** Reads every field; throws what any of the services throws, so that nobody approves what could not be read. */
export async function readConfiguration(
  context: StepContext,
  ports: ConfigurationPorts,
): Promise<Configuration> {
  const parts = await Promise.all([
    ofTask(ports),
    ofShare(context, ports.share),
    ofBucket(ports.bucket),
    readGates(
      ports.environments,
      environmentsOf(context.runbook).map(([name]) => name),
    ),
    ofDocuments(ports.documents),
  ]);
  const servers = ofServers(await ports.mounts());
  const fields = [...parts, servers].flatMap((part) => Object.entries(part));
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A field that is no longer what it was. */
export interface Drift {
  readonly field: string;
  readonly was: string;
  readonly is: string;
}

/** Every field that differs, in the order of their names. */
export function driftBetween(was: Configuration, is: Configuration): readonly Drift[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return fields.flatMap((field) => {
    const before = was[field] ?? NOTHING;
    const now = is[field] ?? NOTHING;
    return before === now ? [] : [{ field, was: before, is: now }];
  });
}

/** The error for settings that somebody has changed since the gate was asked. */
export const driftError = (drift: readonly Drift[]): CutoverError =>
  new CutoverError('drift', {
    what: 'the settings that the reviewers were asked about',
    expected: drift.map(({ field, was }) => `${field}: ${visible(was)}`).join('; '),
    got: drift.map(({ field, is }) => `${field}: ${visible(is)}`).join('; '),
    cure: 'nothing was changed by this job. Set back what was not meant, and start a new run: it proves and asks again',
  });

const NOTHING = 'nothing';

async function ofTask({ task: datasync, locations }: ConfigurationPorts): Promise<Configuration> {
  const task = await datasync.describeTask();
  const [source, destination] = await Promise.all([
    locations.nfs(task.source ?? ''),
    locations.s3(task.destination ?? ''),
  ]);
  return {
    ...optionsOf(task),
    'task.mode': task.mode ?? NOTHING,
    // Whether it runs is left out: a run switches it off itself.
    'task.schedule': task.schedule?.expression ?? NOTHING,
    'task.includes': task.filters.includes || NOTHING,
    'task.excludes': task.filters.excludes || NOTHING,
    'task.manifest': task.manifest ?? NOTHING,
    'task.source': `${task.source ?? NOTHING} ${source.uri}`,
    'task.destination': `${task.destination ?? NOTHING} ${destination.uri}`,
    'task.storage-class': destination.storageClass,
  };
}

const optionsOf = ({ options = {} }: Task): Configuration =>
  Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`task.options.${name}`, String(value)]),
  );

async function ofShare(
  { runbook }: StepContext,
  settings: ConfigurationPorts['share'],
): Promise<Configuration> {
  const share = await settings.share();
  if (share === undefined)
    throw new CutoverError('aws-not-found', {
      what: `the share ${runbook.gateway.share}`,
      expected: 'to be listed by Storage Gateway',
      got: 'no share of this ARN',
      cure: 'correct gateway.share of the runbook, then start a new run',
    });
  const tag = await settings.shareTag(JOURNAL_TAG);
  return { ...shareFields(share), 'share.journal-tag': tag ?? NOTHING };
}

const shareFields = (share: Share): Configuration => ({
  'share.path': share.path,
  'share.location': share.location,
  'share.gateway': share.gateway,
  'share.clients': share.clients.toSorted().join(', '),
  'share.read-only': String(share.readOnly),
  'share.squash': share.squash,
  'share.object-acl': share.objectAcl,
  'share.encryption': `${share.encryption} ${share.kmsKey ?? ''}`.trim(),
  'share.storage-class': share.storageClass,
});

async function ofBucket(bucket: ConfigurationPorts['bucket']): Promise<Configuration> {
  const [versioning, encryption, ownership, lifecycle, archives] = await Promise.all([
    bucket.versioning(),
    bucket.encryption(),
    bucket.ownership(),
    bucket.lifecycle(),
    bucket.archives(),
  ]);
  return {
    'bucket.versioning': versioning || 'never on',
    'bucket.encryption':
      encryption === undefined ? NOTHING : `${encryption.algorithm} ${encryption.key ?? ''}`.trim(),
    'bucket.ownership': ownership || 'never set',
    'bucket.lifecycle': canonicalJson(lifecycle),
    'bucket.archives': canonicalJson(archives),
  };
}

/** The default branch, and how these environments are protected. */
export async function readGates(
  github: GitHubEnvironments,
  names: readonly string[],
): Promise<Configuration> {
  const { defaultBranch } = await github.repository();
  const gates: Record<string, string> = { [DEFAULT_BRANCH]: defaultBranch };
  for (const name of names) {
    const environment = await github.environment(name);
    gates[`environment.${name}`] = environment === undefined ? NOTHING : inWords(environment);
  }
  return gates;
}

const inWords = ({
  reviewers,
  reviewerNames,
  preventsSelfReview,
  adminsBypass,
  waitMinutes,
  otherRules,
  branches,
}: Environment): string =>
  canonicalJson({
    ...{ reviewers, reviewerNames, preventsSelfReview, waitMinutes, otherRules, branches },
    adminsBypass: adminsBypass ?? 'unknown',
  });

/** What serves the source's path, and what a boot would mount there. */
function ofServers(mounts: readonly ServerMounts[]): Configuration {
  return Object.fromEntries(
    mounts.flatMap(({ server, at, layers, fstab }) => [
      [`server.${server}.mount`, `${at || NOTHING}${layers > 1 ? `, ${layers} layers` : ''}`],
      [`server.${server}.fstab`, fstab || NOTHING],
    ]),
  );
}

/** What the job behind the gate sends to servers. */
export const SENT_BEHIND_THE_GATE: readonly DocumentName[] = [
  'create-test-file',
  'freeze-source',
  'hash-files',
  'list-folders',
  'list-path',
  'list-tree',
  'mark-confirmed',
  'probe-share',
  'raise-epoch',
  'read-manifest-part',
  'read-mounts',
  'restore-mount',
  'start-services',
  'stop-services',
  'switch-mount',
  'thaw-source',
  'upload-parts',
];

/** By the hash that the service reports; each must be the reviewed text. */
async function ofDocuments(ssm: Ssm): Promise<Configuration> {
  const pinned = SENT_BEHIND_THE_GATE.map(async (name) => {
    const { hash } = await pinDocument(ssm, name);
    return [`document.${name}`, hash] as const;
  });
  return Object.fromEntries(await Promise.all(pinned));
}

// The bucket: where it is, what it keeps, and that nothing takes objects away from the gateway's reach.
import type {
  Archive,
  BucketSettings,
  Encryption,
  Lifecycle,
} from '../../../aws/s3/bucket-settings.ts';
import type { Share } from '../../../aws/storage-gateway/gateway-settings.ts';
import type { Runbook, Verify } from '../../../runbook/runbook.ts';
import type { Finding } from '../finding.ts';
import { inArea } from '../group.ts';
import type { Group } from '../group.ts';

const { pass, warn, fail, unproven } = inArea('Bucket');

type Said = Pick<Runbook, 'bucket' | 'storageRegion' | 'verify'>;

/** The groups on the bucket's settings. */
export function bucketGroups(
  runbook: Said,
  settings: BucketSettings,
  share: () => Promise<Share | undefined>,
): readonly Group[] {
  return [
    {
      area: 'Bucket',
      check: REGION,
      look: async () => [judgeRegion(await settings.region(), runbook.storageRegion)],
    },
    ...settingGroups(runbook, settings, share),
  ];
}

/** Those of them that somebody can change later. */
export function settingGroups(
  { bucket, verify }: Said,
  settings: Omit<BucketSettings, 'name' | 'region' | 'retention'>,
  share: () => Promise<Share | undefined>,
): readonly Group[] {
  const group = (check: string, look: () => Promise<Finding>): Group => ({
    area: 'Bucket',
    check,
    look: async () => [await look()],
  });
  return [
    group(VERSIONS, async () => judgeVersioning(await settings.versioning(), verify.extras)),
    group(ENCRYPTION, async () => judgeEncryption(await settings.encryption(), await share())),
    group(OWNERSHIP, async () => judgeOwnership(await settings.ownership(), await share())),
    group(LIFECYCLE, async () => judgeLifecycle(await settings.lifecycle(), bucket.prefix)),
    group(ARCHIVES, async () => judgeArchives(await settings.archives(), bucket.prefix)),
  ];
}

const REGION = 'Bucket is in the storage Region';
const VERSIONS = 'Versions are kept';
const ENCRYPTION = 'Objects are encrypted in one way';
const OWNERSHIP = "Bucket takes the share's ACL";
const LIFECYCLE = 'No lifecycle rule takes objects away';
const ARCHIVES = 'No archive tier takes objects away';

export function judgeRegion(region: string, wanted: string): Finding {
  if (region === wanted) return pass(REGION, region);
  return fail(
    REGION,
    `${region || 'no Region'}, expected ${wanted}, that of the task and the share`,
    'correct bucket.name',
  );
}

/** Without versions nobody can undo a wrong delta: a warning, and a failure if the run itself removes objects. */
export function judgeVersioning(status: string, extras: Verify['extras']): Finding {
  if (status === 'Enabled') return pass(VERSIONS, status);
  const found = status === '' ? 'off' : status;
  if (extras === 'remove')
    return fail(
      VERSIONS,
      `${found}, and this runbook removes objects (verify.extras: remove), which must be recoverable`,
      'enable versioning, or use verify.extras: fail or accept-list',
    );
  return warn(
    VERSIONS,
    `${found}: what is overwritten or removed cannot be brought back`,
    'enable versioning before the first run, or accept it; the gateway makes two versions of each new file',
  );
}

/** DataSync's objects get the bucket's default encryption, the gateway's objects that of the share. */
export function judgeEncryption(
  encryption: Encryption | undefined,
  share: Pick<Share, 'encryption' | 'kmsKey'> | undefined,
): Finding {
  if (encryption === undefined)
    return fail(
      ENCRYPTION,
      'the bucket has no default encryption; every bucket has one since 2023',
      'set the default encryption of the bucket',
    );
  const { algorithm, key } = encryption;
  const byShare = share?.encryption ?? 'unknown';
  const found = `${algorithm}${withKey(key)}`;
  const known = algorithm in ALGORITHMS && Object.values(ALGORITHMS).includes(byShare);
  if (!known)
    return unproven(
      ENCRYPTION,
      `bucket ${found}, share ${byShare}`,
      'see how bucket and share encrypt',
    );
  if (ALGORITHMS[algorithm] === byShare && sameKey(key, share?.kmsKey))
    return pass(ENCRYPTION, found);
  return warn(
    ENCRYPTION,
    `what DataSync writes: ${found}; what the gateway writes: ${byShare}${withKey(share?.kmsKey)}`,
    'set the same encryption on the share, if one key must lock all files',
  );
}

const withKey = (key: string | undefined): string => (key === undefined ? '' : ` with ${key}`);

const ALGORITHMS: Readonly<Record<string, string>> = {
  AES256: 'SseS3',
  'aws:kms': 'SseKms',
  'aws:kms:dsse': 'DsseKms',
};

/** A key has an id or an ARN as its name; an alias cannot be compared and counts as another key. */
const sameKey = (a: string | undefined, b: string | undefined): boolean =>
  a?.split('/').at(-1) === b?.split('/').at(-1);

/**
 * A bucket without ACLs takes an object with the owner's full control or with no ACL of its own (S3, Object
 * Ownership); with any other the share becomes UNAVAILABLE. `private` is what a share has by default.
 */
export function judgeOwnership(
  ownership: string,
  share: Pick<Share, 'objectAcl'> | undefined,
): Finding {
  const acl = share?.objectAcl ?? 'unknown';
  const found = `${ownership === '' ? 'ObjectWriter, never set' : ownership}; the share writes objects with ${acl}`;
  const harmless = acl === 'private' || acl === 'bucket-owner-full-control';
  if (acl === 'unknown')
    return unproven(OWNERSHIP, found, "see the share's ACL and the bucket's Object Ownership");
  if (ownership === 'BucketOwnerEnforced' && !harmless)
    return fail(
      OWNERSHIP,
      `${found}; a bucket without ACLs refuses this`,
      'set ObjectACL bucket-owner-full-control on the share, or allow ACLs on the bucket',
    );
  if (!harmless && acl !== 'bucket-owner-read' && acl !== 'aws-exec-read')
    return warn(
      OWNERSHIP,
      `${found}: others than the owner may read what applications write`,
      'set ObjectACL private or bucket-owner-full-control on the share, unless this is meant',
    );
  return pass(OWNERSHIP, found);
}

/** Nothing can read these at once, so a gateway cannot read them (InaccessibleStorageClass). */
const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];
const AT_ONCE = ['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'];

/** The enabled rules that concern objects under `prefix`. */
export function judgeLifecycle(rules: readonly Lifecycle[], prefix: string): Finding {
  const touching = rules.filter((rule) => overlap(rule.prefix, prefix));
  const doing = (what: (rule: Lifecycle) => string): string =>
    touching.flatMap((rule) => (what(rule) === '' ? [] : [named(rule, what(rule))])).join('; ');
  const moving = (classes: (name: string) => boolean) =>
    doing(({ moves }) => moves.filter(classes).join(', '));
  const cure = 'disable the rule for this prefix, and restore what it has taken away already';
  const archived = moving((name) => ARCHIVED.includes(name));
  if (archived !== '')
    return fail(LIFECYCLE, `${archived}, which a File Gateway cannot read`, cure);
  const unknown = moving((name) => !AT_ONCE.includes(name));
  if (unknown !== '')
    return unproven(LIFECYCLE, `${unknown}: a storage class that is not known here`, cure);
  const removed = doing(({ removes }) => (removes ? 'removal' : ''));
  if (removed !== '') return warn(LIFECYCLE, `${removed} behind the gateway's back`, cure);
  return pass(LIFECYCLE, touching.length === 0 ? 'no rule' : touching.map(({ id }) => id).join());
}

/** Objects in an archive tier of Intelligent-Tiering must be restored before anything can read them. */
export function judgeArchives(archives: readonly Archive[], prefix: string): Finding {
  const touching = archives.filter((one) => overlap(one.prefix, prefix) && one.tiers.length > 0);
  if (touching.length === 0) return pass(ARCHIVES, 'no archive tier');
  return fail(
    ARCHIVES,
    `${touching.map((one) => named(one, one.tiers.join(', '))).join('; ')}, which a File Gateway cannot read`,
    "disable the archive tiers for this prefix, and restore what they hold; objects of other classes do not go there, but the gateway's may",
  );
}

const named = (rule: { readonly id: string; readonly prefix: string }, does: string): string =>
  `rule ${rule.id || 'without a name'} on '${rule.prefix}': ${does}`;

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

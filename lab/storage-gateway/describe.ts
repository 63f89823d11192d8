// The gateway and its share as Storage Gateway describes them.
import { exportParts } from '../world.ts';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import { listTags } from './share.ts';
import type { Share } from './share.ts';
import type { Uploads } from './uploads.ts';

/** Describing a share shows no more of its tags (API reference, NFSFileShareInfo). */
const MOST_DESCRIBED_TAGS = 10;
const CACHE_BYTES = 150 * 2 ** 30;
const DAY = 86_400_000;

interface Arn {
  readonly partition: string;
  readonly id: string;
}

function parse(arn: string): Arn {
  const [, partition = 'aws'] = arn.split(':');
  return { partition, id: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** One entry of DescribeNFSFileShares. */
export function describeShare({ world, faults }: LabContext, share: Share): Json {
  const fault = faults.share ?? {};
  const { gateway, account, bucket } = world.names;
  const { partition, id } = parse(gateway.share);
  const { path } = exportParts(gateway.export);
  return {
    NFSFileShareDefaults: {
      FileMode: '0666',
      DirectoryMode: '0777',
      GroupId: 65_534,
      OwnerId: 65_534,
    },
    FileShareARN: gateway.share,
    FileShareId: id,
    FileShareStatus: fault.status ?? share.flag.status,
    GatewayARN: gateway.arn,
    EncryptionType: 'SseS3',
    KMSEncrypted: false,
    Path: path,
    Role: `arn:${partition}:iam::${account}:role/file-gateway-to-s3`,
    LocationARN: `arn:${partition}:s3:::${bucket.name}${share.prefix === '' ? '' : `/${share.prefix}`}`,
    DefaultStorageClass: 'S3_STANDARD',
    ObjectACL: fault.objectAcl ?? 'private',
    ClientList: fault.clients ?? ['10.0.0.0/16'],
    Squash: fault.squash ?? 'RootSquash',
    ReadOnly: share.flag.readOnly,
    GuessMIMETypeEnabled: true,
    RequesterPays: false,
    FileShareName: path.slice(1),
    CacheAttributes: { CacheStaleTimeoutInSeconds: 0 },
    NotificationPolicy: '{}',
    BucketRegion: world.storageRegion,
    Tags: listTags(share.tags).slice(0, MOST_DESCRIBED_TAGS),
  };
}

/** One entry of ListFileShares. */
export function summariseShare({ world, faults }: LabContext): Json {
  const { share, arn } = world.names.gateway;
  return {
    FileShareType: 'NFS',
    FileShareARN: share,
    FileShareId: parse(share).id,
    FileShareStatus: faults.share?.status ?? 'AVAILABLE',
    GatewayARN: arn,
  };
}

/** The ARN of the scenario's other share, at a gateway of its own. */
export function otherShare({ world }: LabContext): string {
  return world.names.gateway.share.replace(/[0-9A-Fa-f]+$/, 'FEDCBA98');
}

/** The scenario's other share, as ListFileShares has it; none where it has none. */
export function summariseOtherShares(context: LabContext): Json[] {
  const { share } = context.faults.others ?? {};
  if (share === undefined) return [];
  const arn = otherShare(context);
  return [
    {
      FileShareType: share.type,
      FileShareARN: arn,
      FileShareId: parse(arn).id,
      FileShareStatus: 'AVAILABLE',
      GatewayARN: context.world.names.gateway.arn.replace(/[0-9A-Fa-f]+$/, 'FEDCBA98'),
    },
  ];
}

/** The same, as far as DescribeNFSFileShares and DescribeSMBFileShares agree. */
export function describeOtherShare(context: LabContext): Json {
  const [summary = {}] = summariseOtherShares(context);
  const { FileShareType: _type, ...common } = summary;
  return { ...common, LocationARN: context.faults.others?.share?.location };
}

/** The answer of DescribeGatewayInformation. */
export function describeGateway({ world, clock }: LabContext): Json {
  const { arn, export: exported } = world.names.gateway;
  const { id } = parse(arn);
  const { host: address } = exportParts(exported);
  return {
    GatewayARN: arn,
    GatewayId: id,
    GatewayName: 'file-gateway',
    GatewayTimezone: 'GMT',
    GatewayState: 'RUNNING',
    GatewayNetworkInterfaces: [{ Ipv4Address: address }],
    GatewayType: 'FILE_S3',
    LastSoftwareUpdate: new Date(clock.now() - 20 * DAY).toISOString().slice(0, 19),
    HostEnvironment: 'VMWARE',
    EndpointType: 'STANDARD',
    GatewayCapacity: 'Small',
    SupportedGatewayCapacities: ['Small', 'Medium', 'Large'],
    SoftwareVersion: '2.1.4',
    Tags: [],
  };
}

/** One entry of ListGateways. */
export function summariseGateway({ world }: LabContext): Json {
  const { arn } = world.names.gateway;
  return {
    GatewayId: parse(arn).id,
    GatewayARN: arn,
    GatewayType: 'FILE_S3',
    GatewayOperationalState: 'ACTIVE',
    GatewayName: 'file-gateway',
    HostEnvironment: 'VMWARE',
    SoftwareVersion: '2.1.4',
  };
}

/** The answer of DescribeCache: dirty is what has not been uploaded, be it an empty file. */
export function describeCache({ world, faults }: LabContext, { dirty }: Uploads): Json {
  const percentage = faults.gateway?.dirtyPercentage ?? 0;
  const bytes = [...dirty.values()].reduce((sum, change) => sum + Math.max(1, change.bytes), 0);
  return {
    GatewayARN: world.names.gateway.arn,
    DiskIds: ['pci-0000:03:00.0-scsi-0:0:1:0'],
    CacheAllocatedInBytes: CACHE_BYTES,
    CacheUsedPercentage: Math.max(1, (bytes / CACHE_BYTES) * 100),
    CacheDirtyPercentage: percentage + (bytes / CACHE_BYTES) * 100,
    CacheHitPercentage: 99,
    CacheMissPercentage: 1,
  };
}

/** The answer of DescribeMaintenanceStartTime. */
export function describeMaintenance({ world }: LabContext, start: Instant): Json {
  const when = new Date(start);
  return {
    GatewayARN: world.names.gateway.arn,
    HourOfDay: when.getUTCHours(),
    MinuteOfHour: when.getUTCMinutes(),
    DayOfWeek: when.getUTCDay(),
    Timezone: 'GMT',
    SoftwareUpdatePreferences: { AutomaticUpdatePolicy: 'ALL_VERSIONS' },
  };
}

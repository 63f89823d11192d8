// What the operations of Storage Gateway take, as its service model has it.
import type { Shape } from '../protocol/shape.ts';

const ARN: Shape = { type: 'string', min: 50, max: 500 };
const MARKER: Shape = { type: 'string', min: 1, max: 2000 };
const TAG_KEY: Shape = {
  type: 'string',
  pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u,
  min: 1,
  max: 128,
};
const MODE: Shape = { type: 'string', pattern: /^[0-7]{4}$/, min: 1, max: 4 };
const ID: Shape = { type: 'long', min: 0, max: 4_294_967_294 };
const LIMIT: Shape = { type: 'integer', min: 1 };

const only = (member: string, shape: Shape): Shape => ({
  type: 'structure',
  members: { [member]: shape },
  required: [member],
});

/** The input of each operation that the lab has. */
export const SHAPES = {
  RefreshCache: {
    type: 'structure',
    members: {
      FileShareARN: ARN,
      FolderList: { type: 'list', of: { type: 'string', min: 1, max: 1024 }, min: 1, max: 50 },
      Recursive: { type: 'boolean' },
    },
    required: ['FileShareARN'],
  },
  ListTagsForResource: {
    type: 'structure',
    members: { ResourceARN: ARN, Marker: MARKER, Limit: LIMIT },
    required: ['ResourceARN'],
  },
  AddTagsToResource: {
    type: 'structure',
    members: {
      ResourceARN: ARN,
      Tags: {
        type: 'list',
        of: {
          type: 'structure',
          members: { Key: TAG_KEY, Value: { type: 'string', max: 256 } },
          required: ['Key', 'Value'],
        },
      },
    },
    required: ['ResourceARN', 'Tags'],
  },
  RemoveTagsFromResource: {
    type: 'structure',
    members: { ResourceARN: ARN, TagKeys: { type: 'list', of: TAG_KEY } },
    required: ['ResourceARN', 'TagKeys'],
  },
  UpdateNFSFileShare: {
    type: 'structure',
    members: {
      FileShareARN: ARN,
      KMSEncrypted: { type: 'boolean' },
      EncryptionType: { type: 'string', values: ['SseS3', 'SseKms', 'DsseKms'] },
      KMSKey: {
        type: 'string',
        pattern:
          /(^arn:(aws(|-cn|-us-gov|-iso[A-Za-z0-9_-]*)):kms:([a-zA-Z0-9-]+):([0-9]+):(key|alias)\/(\S+)$)|(^alias\/(\S+)$)/,
        min: 7,
        max: 2048,
      },
      NFSFileShareDefaults: {
        type: 'structure',
        members: { FileMode: MODE, DirectoryMode: MODE, GroupId: ID, OwnerId: ID },
      },
      DefaultStorageClass: { type: 'string', min: 5, max: 50 },
      ObjectACL: {
        type: 'string',
        values: [
          ...['private', 'public-read', 'public-read-write', 'authenticated-read'],
          ...['bucket-owner-read', 'bucket-owner-full-control', 'aws-exec-read'],
        ],
      },
      ClientList: { type: 'list', of: { type: 'string' }, min: 1, max: 100 },
      Squash: { type: 'string', min: 5, max: 15 },
      ReadOnly: { type: 'boolean' },
      GuessMIMETypeEnabled: { type: 'boolean' },
      RequesterPays: { type: 'boolean' },
      FileShareName: { type: 'string', min: 1, max: 255 },
      CacheAttributes: {
        type: 'structure',
        members: { CacheStaleTimeoutInSeconds: { type: 'integer' } },
      },
      NotificationPolicy: { type: 'string', min: 2, max: 100 },
      AuditDestinationARN: { type: 'string', max: 1024 },
    },
    required: ['FileShareARN'],
  },
  NotifyWhenUploaded: only('FileShareARN', ARN),
  DescribeNFSFileShares: only('FileShareARNList', { type: 'list', of: ARN, min: 1, max: 10 }),
  DescribeSMBFileShares: only('FileShareARNList', { type: 'list', of: ARN, min: 1, max: 10 }),
  ListFileShares: {
    type: 'structure',
    members: { GatewayARN: ARN, Limit: LIMIT, Marker: MARKER },
  },
  ListGateways: { type: 'structure', members: { Limit: LIMIT, Marker: MARKER } },
  DescribeGatewayInformation: only('GatewayARN', ARN),
  DescribeCache: only('GatewayARN', ARN),
  DescribeMaintenanceStartTime: only('GatewayARN', ARN),
} as const satisfies Record<string, Shape>;

export interface RefreshCacheInput {
  readonly FileShareARN: string;
  readonly FolderList?: readonly string[];
  readonly Recursive?: boolean;
}

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

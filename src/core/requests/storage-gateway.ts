// Requests to Storage Gateway, member by member as the SDK takes them: what is sent is what the plan shows.

const storageGateway = <Operation extends string, Parameters>(
  operation: Operation,
  parameters: Parameters,
) => ({ service: 'storagegateway', operation, parameters }) as const;

/** RefreshCache of some folders of a share. */
export const refreshCache = (share: string, folders: readonly string[], recursive: boolean) =>
  storageGateway('RefreshCache', {
    FileShareARN: share,
    FolderList: [...folders],
    Recursive: recursive,
  });

/** NotifyWhenUploaded of a share. */
export const notifyWhenUploaded = (share: string) =>
  storageGateway('NotifyWhenUploaded', { FileShareARN: share });

/** DescribeCache. */
export const describeCache = (gateway: string) =>
  storageGateway('DescribeCache', { GatewayARN: gateway });

/** DescribeGatewayInformation. */
export const describeGateway = (gateway: string) =>
  storageGateway('DescribeGatewayInformation', { GatewayARN: gateway });

/** DescribeMaintenanceStartTime. */
export const describeMaintenance = (gateway: string) =>
  storageGateway('DescribeMaintenanceStartTime', { GatewayARN: gateway });

/** One page of ListFileShares, of all gateways. */
export const listFileShares = (marker: string | undefined) =>
  storageGateway('ListFileShares', {
    ...(marker === undefined ? {} : { Marker: marker }),
  });

/** One page of ListTagsForResource. */
export const listTags = (resource: string, marker: string | undefined) =>
  storageGateway('ListTagsForResource', {
    ResourceARN: resource,
    ...(marker === undefined ? {} : { Marker: marker }),
  });

/** So many shares at most are described at once (API reference). */
export const SHARES_AT_ONCE = 10;

/** DescribeNFSFileShares or DescribeSMBFileShares. */
export const describeFileShares = <Type extends 'NFS' | 'SMB'>(
  type: Type,
  shares: readonly string[],
) => storageGateway(`Describe${type}FileShares`, { FileShareARNList: [...shares] });

/** UpdateNFSFileShare of the one setting: members that are not sent stay as they are. */
export const updateShareFlag = (share: string, readOnly: boolean) =>
  storageGateway('UpdateNFSFileShare', { FileShareARN: share, ReadOnly: readOnly });

// Requests to Storage Gateway, member by member as the SDK takes them: what is sent is what the plan shows.

/** RefreshCache of some folders of a share. */
export const refreshCache = (share: string, folders: readonly string[], recursive: boolean) => ({
  FileShareARN: share,
  FolderList: [...folders],
  Recursive: recursive,
});

/** DescribeCache. */
export const describeCache = (gateway: string) => ({ GatewayARN: gateway });

/** DescribeGatewayInformation. */
export const describeGateway = (gateway: string) => ({ GatewayARN: gateway });

/** DescribeMaintenanceStartTime. */
export const describeMaintenance = (gateway: string) => ({ GatewayARN: gateway });

/** One page of ListFileShares, of all gateways. */
export const listFileShares = (marker: string | undefined) => ({
  ...(marker === undefined ? {} : { Marker: marker }),
});

/** DescribeNFSFileShares and DescribeSMBFileShares: 1 to 10 shares (API reference). */
export const describeFileShares = (shares: readonly string[]) => ({
  FileShareARNList: [...shares],
});

// Requests to Storage Gateway, member by member as the SDK takes them: what is sent is what the plan shows.

/** RefreshCache of some folders of a share. */
export const refreshCache = (share: string, folders: readonly string[], recursive: boolean) => ({
  FileShareARN: share,
  FolderList: [...folders],
  Recursive: recursive,
});

/** DescribeCache. */
export const describeCache = (gateway: string) => ({ GatewayARN: gateway });

/** DescribeNFSFileShares of one share. */
export const describeShare = (share: string) => ({ FileShareARNList: [share] });

/** DescribeGatewayInformation. */
export const describeGateway = (gateway: string) => ({ GatewayARN: gateway });

/** DescribeMaintenanceStartTime. */
export const describeMaintenance = (gateway: string) => ({ GatewayARN: gateway });

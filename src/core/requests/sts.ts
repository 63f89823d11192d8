// Requests to the Security Token Service, member by member as the SDK takes them: what is sent is what the plan shows.

/** GetCallerIdentity; it has no members. */
export const getCallerIdentity = () =>
  ({ service: 'sts', operation: 'GetCallerIdentity', parameters: {} }) as const;

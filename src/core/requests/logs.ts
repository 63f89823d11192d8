// Requests to CloudWatch Logs, member by member as the SDK takes them: what is sent is what the plan shows.

/** One page of the messages since `since` (epoch milliseconds) that hold `term` as a whole. */
export const filterLogEvents = <Time extends number | string>(
  group: string,
  find: { readonly term: string; readonly since: Time },
  token: string | undefined,
) =>
  ({
    service: 'logs',
    operation: 'FilterLogEvents',
    parameters: {
      logGroupName: group,
      startTime: find.since,
      filterPattern: `"${find.term}"`,
      ...(token === undefined ? {} : { nextToken: token }),
    },
  }) as const;

// Requests to EventBridge, member by member as the SDK takes them: what is sent is what the plan shows.

/** One page of ListRuleNamesByTarget, of the default bus; `target` is an ARN. */
export const listRuleNamesByTarget = (target: string, token: string | undefined) => ({
  TargetArn: target,
  ...(token === undefined ? {} : { NextToken: token }),
});

/** DescribeRule of the default bus. */
export const describeRule = (name: string) => ({ Name: name });

// Requests to EventBridge, member by member as the SDK takes them: what is sent is what the plan shows.

const events = <Operation extends string, Parameters>(
  operation: Operation,
  parameters: Parameters,
) => ({ service: 'events', operation, parameters }) as const;

/** One page of ListRuleNamesByTarget, of the default bus; `target` is an ARN. */
export const listRuleNamesByTarget = (target: string, token: string | undefined) =>
  events('ListRuleNamesByTarget', {
    TargetArn: target,
    ...(token === undefined ? {} : { NextToken: token }),
  });

/** DescribeRule of the default bus. */
export const describeRule = (name: string) => events('DescribeRule', { Name: name });

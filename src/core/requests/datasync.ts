// Requests to DataSync, member by member as the SDK takes them: what is sent is what the plan shows.

/** DescribeTask. */
export const describeTask = (task: string) => ({ TaskArn: task });

/** DescribeLocationNfs. */
export const describeLocationNfs = (location: string) => ({ LocationArn: location });

/** DescribeLocationS3. */
export const describeLocationS3 = (location: string) => ({ LocationArn: location });

/** DescribeAgent. */
export const describeAgent = (agent: string) => ({ AgentArn: agent });

/** Where a task report goes, as which role, and what it lists. Lists, not the summary alone; no versions. */
export const taskReport = (report: {
  readonly bucketArn: string;
  readonly folder: string;
  readonly role: string;
  readonly level: 'ERRORS_ONLY' | 'SUCCESSES_AND_ERRORS';
}) => ({
  Destination: {
    S3: {
      S3BucketArn: report.bucketArn,
      Subdirectory: report.folder,
      BucketAccessRoleArn: report.role,
    },
  },
  OutputType: 'STANDARD' as const,
  ReportLevel: report.level,
  ObjectVersionIds: 'NONE' as const,
});

/**
 * StartTaskExecution with the tags by which a run finds its own; without `options` the task runs as it is, without
 * `report` it writes one only where its own settings say so.
 */
export const startTaskExecution = <Options extends object>(
  task: string,
  tags: Readonly<Record<string, string>>,
  options: Options | undefined,
  report: ReturnType<typeof taskReport> | undefined,
) => ({
  TaskArn: task,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  ...(options && { OverrideOptions: options }),
  ...(report && { TaskReportConfig: report }),
});

/** DescribeTaskExecution. */
export const describeTaskExecution = (execution: string) => ({ TaskExecutionArn: execution });

/** One page of ListTaskExecutions. */
export const listTaskExecutions = (task: string, token: string | undefined) => ({
  TaskArn: task,
  MaxResults: 100,
  ...(token === undefined ? {} : { NextToken: token }),
});

/** ListTagsForResource. */
export const listTagsForResource = (arn: string) => ({ ResourceArn: arn });

/** CancelTaskExecution. */
export const cancelTaskExecution = (execution: string) => ({ TaskExecutionArn: execution });

/** One page of ListLocations. */
export const listLocations = (token: string | undefined) => ({
  MaxResults: 100,
  ...(token === undefined ? {} : { NextToken: token }),
});

/** One page of ListTasks from or to a location; its id is part of the ARN, whichever of them the service compares. */
export const listTasks = (locationId: string, token: string | undefined) => ({
  MaxResults: 100,
  Filters: [{ Name: 'LocationId' as const, Operator: 'Contains' as const, Values: [locationId] }],
  ...(token === undefined ? {} : { NextToken: token }),
});

/** Each DescribeLocation… that takes nothing else. */
export const describeLocation = (location: string) => ({ LocationArn: location });

/** DeleteTask. */
export const deleteTask = (task: string) => ({ TaskArn: task });

/** DeleteLocation. */
export const deleteLocation = (location: string) => ({ LocationArn: location });

/** DeleteAgent. */
export const deleteAgent = (agent: string) => ({ AgentArn: agent });

// Requests to DataSync, member by member as the SDK takes them: what is sent is what the plan shows.

const datasync = <Operation extends string, Parameters>(
  operation: Operation,
  parameters: Parameters,
) => ({ service: 'datasync', operation, parameters }) as const;

/** DescribeTask. */
export const describeTask = (task: string) => datasync('DescribeTask', { TaskArn: task });

/** DescribeAgent. */
export const describeAgent = (agent: string) => datasync('DescribeAgent', { AgentArn: agent });

/**
 * Where DataSync writes a task report, with which role, and what it lists: full lists, not only the summary; no
 * versions.
 */
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
 * StartTaskExecution with the tags by which a run finds its own, and the options that override the task's. Without
 * `report` it writes a task report only where its own settings say so.
 */
export const startTaskExecution = <Options extends object>(
  task: string,
  tags: Readonly<Record<string, string>>,
  options: Options,
  report: ReturnType<typeof taskReport> | undefined,
) =>
  datasync('StartTaskExecution', {
    TaskArn: task,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    OverrideOptions: options,
    ...(report && { TaskReportConfig: report }),
  });

/** DescribeTaskExecution. */
export const describeTaskExecution = (execution: string) =>
  datasync('DescribeTaskExecution', { TaskExecutionArn: execution });

/** One page of ListTaskExecutions. */
export const listTaskExecutions = (task: string, token: string | undefined) =>
  datasync('ListTaskExecutions', {
    TaskArn: task,
    MaxResults: 100,
    ...(token === undefined ? {} : { NextToken: token }),
  });

/** ListTagsForResource. */
export const listTagsForResource = (arn: string) =>
  datasync('ListTagsForResource', { ResourceArn: arn });

/** UpdateTask, for its schedule alone: what a request does not name stays as it is. */
export const updateSchedule = (
  task: string,
  { expression, status }: { readonly expression: string; readonly status: 'ENABLED' | 'DISABLED' },
) =>
  datasync('UpdateTask', {
    TaskArn: task,
    Schedule: { ScheduleExpression: expression, Status: status },
  });

/** TagResource with one tag. */
export const tagResource = (arn: string, key: string, value: string) =>
  datasync('TagResource', { ResourceArn: arn, Tags: [{ Key: key, Value: value }] });

/** UntagResource for one tag. */
export const untagResource = (arn: string, key: string) =>
  datasync('UntagResource', { ResourceArn: arn, Keys: [key] });

/** CancelTaskExecution. */
export const cancelTaskExecution = (execution: string) =>
  datasync('CancelTaskExecution', { TaskExecutionArn: execution });

/** One page of ListLocations. */
export const listLocations = (token: string | undefined) =>
  datasync('ListLocations', {
    MaxResults: 100,
    ...(token === undefined ? {} : { NextToken: token }),
  });

/** One page of ListTasks from or to a location; its id is part of the ARN, whichever of them the service compares. */
export const listTasks = (locationId: string, token: string | undefined) =>
  datasync('ListTasks', {
    MaxResults: 100,
    Filters: [{ Name: 'LocationId' as const, Operator: 'Contains' as const, Values: [locationId] }],
    ...(token === undefined ? {} : { NextToken: token }),
  });

/** The kinds of locations that agents can lead to; each has a DescribeLocation… of its own. */
export const LOCATION_KINDS = ['Nfs', 'Smb', 'Hdfs', 'ObjectStorage', 'AzureBlob', 'S3'] as const;

export type LocationKind = (typeof LOCATION_KINDS)[number];

/** DescribeLocation… of a kind of locations. */
export const describeLocation = <Kind extends LocationKind>(kind: Kind, location: string) =>
  datasync(`DescribeLocation${kind}`, { LocationArn: location });

/** DeleteTask. */
export const deleteTask = (task: string) => datasync('DeleteTask', { TaskArn: task });

/** DeleteLocation. */
export const deleteLocation = (location: string) =>
  datasync('DeleteLocation', { LocationArn: location });

/** DeleteAgent. */
export const deleteAgent = (agent: string) => datasync('DeleteAgent', { AgentArn: agent });

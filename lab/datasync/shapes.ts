// What the operations of DataSync take, as its service model has it.
import type { Shape } from '../protocol/shape.ts';

const PARTITION = '(aws|aws-cn|aws-us-gov|aws-eusc|aws-iso|aws-iso-b)';
const OWN_ARN = `^arn:${PARTITION}:datasync:[a-z\\-0-9]+:[0-9]{12}`;
const TAG_CHARACTERS = 'a-zA-Z0-9\\s+=._:/-';

const arn = (tail: string, max = 128): Shape => text(`${OWN_ARN}:${tail}$`, max);
const list = (of: Shape, min: number, max: number): Shape => ({ type: 'list', of, min, max });
const oneOf = (...values: readonly string[]): Shape => ({ type: 'string', values });
const structure = (
  members: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): Shape => ({ type: 'structure', members, required });

function text(pattern: string, max: number, min = 0): Shape {
  return { type: 'string', pattern: new RegExp(pattern, 'u'), min, max };
}

const TASK_ARN = arn('task/task-[0-9a-f]{17}');
const LOCATION_ARN = arn('location/loc-[0-9a-z]{17}');
const AGENT_ARN = arn('agent/agent-[0-9a-z]{17}');
const EXECUTION_ARN = arn('task/task-[0-9a-f]{17}/execution/exec-[0-9a-f]{17}');
const RESOURCE_ARN = arn(
  '(((agent|task|location)/(agent|task|loc)-[a-z0-9]{17}(/execution/exec-[a-f0-9]{17})?)|' +
    '(system/storage-system-[a-f0-9-]{36}(/job/discovery-job-[a-f0-9-]{36})?))',
);
const ROLE_ARN = text(`^arn:${PARTITION}:iam::[0-9]{12}:role/.*$`, 2048);
const BUCKET_ARN = text(
  `^arn:${PARTITION}:s3:[a-z\\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\\-.]{1,63}$|` +
    `^arn:${PARTITION}:s3-outposts:[a-z\\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\\-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9\\-]{1,63}$|` +
    `^arn:${PARTITION}:s3:::[a-zA-Z0-9.\\-_]{1,255}$`,
  268,
);
const SUBDIRECTORY = text('^[a-zA-Z0-9_\\-+./()\\p{Zs}]*$', 4096);
const MAX_RESULTS: Shape = { type: 'integer', min: 0, max: 100 };
const NEXT_TOKEN = text('[a-zA-Z0-9=_-]+', 65_535);
const PAGED = { MaxResults: MAX_RESULTS, NextToken: NEXT_TOKEN };

const OPTIONS = structure({
  VerifyMode: oneOf('POINT_IN_TIME_CONSISTENT', 'ONLY_FILES_TRANSFERRED', 'NONE'),
  OverwriteMode: oneOf('ALWAYS', 'NEVER'),
  Atime: oneOf('NONE', 'BEST_EFFORT'),
  Mtime: oneOf('NONE', 'PRESERVE'),
  Uid: oneOf('NONE', 'INT_VALUE', 'NAME', 'BOTH'),
  Gid: oneOf('NONE', 'INT_VALUE', 'NAME', 'BOTH'),
  PreserveDeletedFiles: oneOf('PRESERVE', 'REMOVE'),
  PreserveDevices: oneOf('NONE', 'PRESERVE'),
  PosixPermissions: oneOf('NONE', 'PRESERVE'),
  BytesPerSecond: { type: 'long', min: -1 },
  TaskQueueing: oneOf('ENABLED', 'DISABLED'),
  LogLevel: oneOf('OFF', 'BASIC', 'TRANSFER'),
  TransferMode: oneOf('CHANGED', 'ALL'),
  SecurityDescriptorCopyFlags: oneOf('NONE', 'OWNER_DACL', 'OWNER_DACL_SACL'),
  ObjectTags: oneOf('PRESERVE', 'NONE'),
  ObjectMetadata: oneOf('PRESERVE', 'NONE'),
});

const FILTERS = list(
  structure({ FilterType: oneOf('SIMPLE_PATTERN'), Value: text('^[^\\x00]+$', 102_400) }),
  0,
  1,
);

const MANIFEST_CONFIG = structure({
  Action: oneOf('TRANSFER'),
  Format: oneOf('CSV'),
  Source: structure(
    {
      S3: structure(
        {
          ManifestObjectPath: SUBDIRECTORY,
          BucketAccessRoleArn: ROLE_ARN,
          S3BucketArn: BUCKET_ARN,
          ManifestObjectVersionId: text('^.+$', 100, 1),
        },
        ['ManifestObjectPath', 'BucketAccessRoleArn', 'S3BucketArn'],
      ),
    },
    ['S3'],
  ),
});

const REPORT_LEVEL = oneOf('ERRORS_ONLY', 'SUCCESSES_AND_ERRORS');
const REPORT_OVERRIDE = structure({ ReportLevel: REPORT_LEVEL });
const TASK_REPORT_CONFIG = structure({
  Destination: structure({
    S3: structure(
      { Subdirectory: SUBDIRECTORY, S3BucketArn: BUCKET_ARN, BucketAccessRoleArn: ROLE_ARN },
      ['S3BucketArn', 'BucketAccessRoleArn'],
    ),
  }),
  OutputType: oneOf('SUMMARY_ONLY', 'STANDARD'),
  ReportLevel: REPORT_LEVEL,
  ObjectVersionIds: oneOf('INCLUDE', 'NONE'),
  Overrides: structure({
    Transferred: REPORT_OVERRIDE,
    Verified: REPORT_OVERRIDE,
    Deleted: REPORT_OVERRIDE,
    Skipped: REPORT_OVERRIDE,
  }),
});

const TAG_KEY = text(`^[${TAG_CHARACTERS}]+$`, 256, 1);
const TAGS = list(
  structure({ Key: TAG_KEY, Value: text('^[a-zA-Z0-9\\s+=._:@/-]*$', 256) }, ['Key']),
  0,
  50,
);

const listFilters = (...names: readonly string[]): Shape => ({
  type: 'list',
  of: structure(
    {
      Name: oneOf(...names),
      Values: { type: 'list', of: text('^[0-9a-zA-Z_ \\-:*.\\\\/?]*$', 255, 1) },
      Operator: oneOf(
        ...['Equals', 'NotEquals', 'In', 'Contains', 'NotContains', 'BeginsWith'],
        ...['LessThanOrEqual', 'LessThan', 'GreaterThanOrEqual', 'GreaterThan'],
      ),
    },
    ['Name', 'Values', 'Operator'],
  ),
});

const only = (member: string, shape: Shape): Shape => structure({ [member]: shape }, [member]);

/** The input of each operation that the lab has. */
export const SHAPES = {
  StartTaskExecution: structure(
    {
      TaskArn: TASK_ARN,
      OverrideOptions: OPTIONS,
      Includes: FILTERS,
      Excludes: FILTERS,
      ManifestConfig: MANIFEST_CONFIG,
      TaskReportConfig: TASK_REPORT_CONFIG,
      Tags: TAGS,
    },
    ['TaskArn'],
  ),
  DescribeTaskExecution: only('TaskExecutionArn', EXECUTION_ARN),
  CancelTaskExecution: only('TaskExecutionArn', EXECUTION_ARN),
  UpdateTaskExecution: structure({ TaskExecutionArn: EXECUTION_ARN, Options: OPTIONS }, [
    'TaskExecutionArn',
    'Options',
  ]),
  ListTaskExecutions: structure({ TaskArn: TASK_ARN, ...PAGED }),
  DescribeTask: only('TaskArn', TASK_ARN),
  ListTasks: structure({ ...PAGED, Filters: listFilters('LocationId', 'CreationTime') }),
  UpdateTask: structure(
    {
      TaskArn: TASK_ARN,
      Options: OPTIONS,
      Excludes: FILTERS,
      Schedule: structure(
        {
          ScheduleExpression: text('^[a-zA-Z0-9 _*?,|^\\-/#\\s()+]*$', 256),
          Status: oneOf('ENABLED', 'DISABLED'),
        },
        ['ScheduleExpression'],
      ),
      Name: text(`^[${TAG_CHARACTERS}@]+$`, 256),
      CloudWatchLogGroupArn: text(
        `^arn:${PARTITION}:logs:[a-z\\-0-9]+:[0-9]{12}:log-group:([^:*]*)(:\\*)?$`,
        562,
      ),
      Includes: FILTERS,
      ManifestConfig: MANIFEST_CONFIG,
      TaskReportConfig: TASK_REPORT_CONFIG,
    },
    ['TaskArn'],
  ),
  DescribeAgent: only('AgentArn', AGENT_ARN),
  ListAgents: structure(PAGED),
  DescribeLocationNfs: only('LocationArn', LOCATION_ARN),
  DescribeLocationS3: only('LocationArn', LOCATION_ARN),
  DescribeLocationSmb: only('LocationArn', LOCATION_ARN),
  DescribeLocationHdfs: only('LocationArn', LOCATION_ARN),
  DescribeLocationObjectStorage: only('LocationArn', LOCATION_ARN),
  DescribeLocationAzureBlob: only('LocationArn', LOCATION_ARN),
  DeleteTask: only('TaskArn', TASK_ARN),
  DeleteLocation: only('LocationArn', LOCATION_ARN),
  DeleteAgent: only('AgentArn', AGENT_ARN),
  ListLocations: structure({
    ...PAGED,
    Filters: listFilters('LocationUri', 'LocationType', 'CreationTime'),
  }),
  ListTagsForResource: structure({ ResourceArn: RESOURCE_ARN, ...PAGED }, ['ResourceArn']),
  TagResource: structure({ ResourceArn: RESOURCE_ARN, Tags: TAGS }, ['ResourceArn', 'Tags']),
  UntagResource: structure({ ResourceArn: RESOURCE_ARN, Keys: list(TAG_KEY, 1, 50) }, [
    'ResourceArn',
    'Keys',
  ]),
} as const;

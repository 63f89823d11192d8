// What Systems Manager's model allows as input of the operations that the lab has.
import type { Shape } from '../protocol/shape.ts';

type Members = Readonly<Record<string, Shape>>;

const TEXT: Shape = { type: 'string' };
const BOOLEAN: Shape = { type: 'boolean' };
const INSTANCE: Shape = { type: 'string', pattern: /(^i-(\w{8}|\w{17})$)|(^mi-\w{17}$)/ };
const COMMAND: Shape = { type: 'string', min: 36, max: 36 };
const DOCUMENT: Shape = { type: 'string', pattern: /^[a-zA-Z0-9_\-.:/]{3,128}$/ };
const VERSION: Shape = { type: 'string', pattern: /([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)/ };
const VERSION_NAME: Shape = { type: 'string', pattern: /^[a-zA-Z0-9_\-.]{1,128}$/ };

const list = (of: Shape, max?: number, min = 0): Shape =>
  max === undefined ? { type: 'list', of, min } : { type: 'list', of, min, max };
const structure = (members: Members, ...required: string[]): Shape => ({
  type: 'structure',
  members,
  required,
});
const integer = (min: number, max: number): Shape => ({ type: 'integer', min, max });
const oneOf = (...values: string[]): Shape => ({ type: 'string', values });
const pages = (min: number): Members => ({ MaxResults: integer(min, 50), NextToken: TEXT });

const TARGET = structure({
  Key: {
    type: 'string',
    min: 1,
    max: 163,
    pattern:
      /^[\p{L}\p{Z}\p{N}_.:/=\-@]*$|resource-groups:ResourceTypeFilters|resource-groups:Name/u,
  },
  Values: list(TEXT, 50),
});

const NOTIFICATION = structure({
  NotificationArn: TEXT,
  NotificationEvents: list(
    oneOf('All', 'InProgress', 'Success', 'TimedOut', 'Cancelled', 'Failed'),
  ),
  NotificationType: oneOf('Command', 'Invocation'),
});

const ALARM = structure(
  { Name: { type: 'string', min: 1, max: 255, pattern: /^(?!\s*$).+/ } },
  'Name',
);

export const GET_CALENDAR_STATE = structure(
  { CalendarNames: list(TEXT), AtTime: TEXT },
  'CalendarNames',
);

export const SEND_COMMAND = structure(
  {
    InstanceIds: list(INSTANCE, 50),
    Targets: list(TARGET, 5),
    DocumentName: DOCUMENT,
    DocumentVersion: VERSION,
    DocumentHash: { type: 'string', max: 256 },
    DocumentHashType: oneOf('Sha256', 'Sha1'),
    TimeoutSeconds: integer(30, 2_592_000),
    Comment: { type: 'string', max: 100 },
    Parameters: { type: 'map', of: list(TEXT) },
    OutputS3Region: { type: 'string', min: 3, max: 20 },
    OutputS3BucketName: { type: 'string', min: 3, max: 63 },
    OutputS3KeyPrefix: { type: 'string', max: 500 },
    MaxConcurrency: {
      type: 'string',
      min: 1,
      max: 7,
      pattern: /^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$/,
    },
    MaxErrors: {
      type: 'string',
      min: 1,
      max: 7,
      pattern: /^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$/,
    },
    ServiceRoleArn: TEXT,
    NotificationConfig: NOTIFICATION,
    CloudWatchOutputConfig: structure({
      CloudWatchLogGroupName: { type: 'string', min: 1, max: 512 },
      CloudWatchOutputEnabled: BOOLEAN,
    }),
    AlarmConfiguration: structure(
      { IgnorePollAlarmFailure: BOOLEAN, Alarms: list(ALARM, 1, 1) },
      'Alarms',
    ),
  },
  'DocumentName',
);

export const GET_COMMAND_INVOCATION = structure(
  { CommandId: COMMAND, InstanceId: INSTANCE, PluginName: { type: 'string', min: 4 } },
  'CommandId',
  'InstanceId',
);

const COMMAND_FILTER = structure(
  {
    key: oneOf('InvokedAfter', 'InvokedBefore', 'Status', 'ExecutionStage', 'DocumentName'),
    value: { type: 'string', min: 1, max: 128 },
  },
  'key',
  'value',
);

const COMMANDS: Members = {
  CommandId: COMMAND,
  InstanceId: INSTANCE,
  ...pages(1),
  Filters: list(COMMAND_FILTER, 5, 1),
};

export const LIST_COMMANDS = structure(COMMANDS);
export const LIST_COMMAND_INVOCATIONS = structure({ ...COMMANDS, Details: BOOLEAN });
export const CANCEL_COMMAND = structure(
  { CommandId: COMMAND, InstanceIds: list(INSTANCE, 50) },
  'CommandId',
);

const FILTER_VALUES = list({ type: 'string', min: 1 }, 100, 1);
const OLD_INSTANCE_KEYS = oneOf(
  'InstanceIds',
  'AgentVersion',
  'PingStatus',
  'PlatformTypes',
  'ActivationIds',
  'IamRole',
  'ResourceType',
  'AssociationStatus',
);

export const DESCRIBE_INSTANCE_INFORMATION = structure({
  InstanceInformationFilterList: list(
    structure({ key: OLD_INSTANCE_KEYS, valueSet: FILTER_VALUES }, 'key', 'valueSet'),
  ),
  Filters: list(
    structure({ Key: { type: 'string', min: 1 }, Values: FILTER_VALUES }, 'Key', 'Values'),
  ),
  ...pages(5),
});

export const DESCRIBE_DOCUMENT = structure(
  { Name: DOCUMENT, DocumentVersion: VERSION, VersionName: VERSION_NAME },
  'Name',
);
export const GET_DOCUMENT = structure(
  {
    Name: DOCUMENT,
    DocumentVersion: VERSION,
    VersionName: VERSION_NAME,
    DocumentFormat: oneOf('YAML', 'JSON', 'TEXT'),
  },
  'Name',
);
export const LIST_DOCUMENT_VERSIONS = structure({ Name: DOCUMENT, ...pages(1) }, 'Name');
export const LIST_DOCUMENTS = structure({
  DocumentFilterList: list(
    structure(
      {
        key: oneOf('Name', 'Owner', 'PlatformTypes', 'DocumentType'),
        value: { type: 'string', min: 1 },
      },
      'key',
      'value',
    ),
    undefined,
    1,
  ),
  Filters: list(
    structure({
      Key: { type: 'string', min: 1, max: 128 },
      Values: list({ type: 'string', min: 1, max: 256 }),
    }),
    6,
  ),
  ...pages(1),
});

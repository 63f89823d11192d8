// What AWS asks of a caller's policies for each call that our steps make: the service authorization reference, by hand.
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { IamRequest } from './iam.ts';

type Input = NonNullable<CallEntry['input']>;

/** The permissions that `call` asks for. A call that is not known here is an error. */
export function permissionsOf(call: CallEntry, account: string): readonly IamRequest[] {
  const { service, operation, region, input = {}, resource = '' } = call;
  const name = `${service}:${operation}`;
  const on = (arn: unknown): IamRequest[] => [{ action: name, resource: String(arn) }];
  const document = (document: unknown) =>
    `arn:aws:ssm:${region}:${account}:document/${String(document)}`;
  switch (name) {
    case 'sts:GetCallerIdentity':
      return [];
    case 'ssm:DescribeDocument':
    case 'ssm:GetDocument':
      return on(document(input.Name));
    case 'ssm:GetCalendarState':
      return (input.CalendarNames as readonly string[]).flatMap((one) =>
        on(one.startsWith('arn:') ? one : document(one)),
      );
    case 'ssm:SendCommand':
      return [document(input.DocumentName), ...serversOf(input, region, account)].flatMap(on);
    case 'ssm:GetCommandInvocation':
    case 'ssm:CancelCommand':
    case 'ssm:DescribeInstanceInformation':
    case 'events:ListRuleNamesByTarget':
    case 'datasync:ListTaskExecutions':
    case 'datasync:ListLocations':
    case 'datasync:ListTasks':
    case 'storagegateway:ListFileShares':
      return on('*');
    case 'storagegateway:DescribeNFSFileShares':
    case 'storagegateway:DescribeSMBFileShares':
      return (input.FileShareARNList as readonly string[]).flatMap(on);
    case 's3:DeleteObject':
      // A condition on the ETag reads the object, too.
      return [
        { action: name, resource, context: { 's3:if-match': 'given' } },
        { action: 's3:GetObject', resource },
      ];
    case 'datasync:StartTaskExecution':
      return startOf(input);
    case 'datasync:TagResource':
    case 'datasync:UntagResource':
      return [{ action: name, resource, context: { 'aws:TagKeys': tagKeysOf(input) } }];
    case 'datasync:DescribeTask':
    case 'datasync:UpdateTask':
    case 'datasync:DeleteTask':
      return on(input.TaskArn);
    case 'datasync:DescribeTaskExecution':
    case 'datasync:CancelTaskExecution':
      return on(input.TaskExecutionArn);
    case 'storagegateway:ListTagsForResource':
      return on(input.ResourceARN);
    case 'datasync:ListTagsForResource':
      return on(input.ResourceArn);
    case 'datasync:DescribeLocationNfs':
    case 'datasync:DescribeLocationS3':
    case 'datasync:DescribeLocationSmb':
    case 'datasync:DescribeLocationHdfs':
    case 'datasync:DescribeLocationObjectStorage':
    case 'datasync:DescribeLocationAzureBlob':
    case 'datasync:DeleteLocation':
      return on(input.LocationArn);
    case 'datasync:DescribeAgent':
    case 'datasync:DeleteAgent':
      return on(input.AgentArn);
    case 'storagegateway:RefreshCache':
    case 'storagegateway:UpdateNFSFileShare':
    case 'storagegateway:NotifyWhenUploaded':
      return on(input.FileShareARN);
    case 'storagegateway:DescribeCache':
    case 'storagegateway:DescribeGatewayInformation':
    case 'storagegateway:DescribeMaintenanceStartTime':
      return on(input.GatewayARN);
    case 'events:DescribeRule':
      return on(`arn:aws:events:${region}:${account}:rule/${String(input.Name)}`);
    case 'logs:FilterLogEvents': {
      const group = `log-group:${String(input.logGroupName)}`;
      return on(`arn:aws:logs:${region}:${account}:${group}:log-stream:`);
    }
    case 's3:ListObjectsV2': {
      const { Prefix: prefix = '' } = input as { readonly Prefix?: string };
      return [{ action: 's3:ListBucket', resource, context: { 's3:prefix': prefix } }];
    }
    case 's3:HeadBucket':
      return [{ action: 's3:ListBucket', resource }];
    case 's3:GetBucketVersioning':
    case 's3:GetBucketOwnershipControls':
      return on(resource);
    case 's3:GetBucketEncryption':
      return [{ action: 's3:GetEncryptionConfiguration', resource }];
    case 's3:GetBucketLifecycleConfiguration':
      return [{ action: 's3:GetLifecycleConfiguration', resource }];
    case 's3:ListBucketIntelligentTieringConfigurations':
      return [{ action: 's3:GetIntelligentTieringConfiguration', resource }];
    case 's3:PutObject':
      return [{ action: name, resource, context: onlyOnce(input) }];
    case 's3:GetObject':
    case 's3:HeadObject':
      return objectOf(call, resource);
    default:
      throw new Error(`permissions: nothing is known of ${name}; say here what it asks for`);
  }
}

function tagKeysOf({ Tags, Keys }: Input): readonly string[] {
  if (Array.isArray(Keys)) return Keys.map(String);
  return (Tags as readonly { readonly Key: string }[]).map(({ Key }) => Key);
}

/** The condition keys of a write: with If-None-Match it is one onto nothing. */
const onlyOnce = ({ IfNoneMatch: given }: Input): Readonly<Record<string, string>> =>
  typeof given === 'string' ? { 's3:if-none-match': given } : {};

function serversOf(input: Input, region: string, account: string): string[] {
  return (input.InstanceIds as readonly string[]).map((id) =>
    id.startsWith('mi-')
      ? `arn:aws:ssm:${region}:${account}:managed-instance/${id}`
      : `arn:aws:ec2:${region}:${account}:instance/${id}`,
  );
}

/** A start with tags makes an execution that has them, which is a permission of its own. */
function startOf(input: Input): IamRequest[] {
  const tags = (input.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  const context = {
    'aws:TagKeys': tags.map(({ Key }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
  const task = String(input.TaskArn);
  return [
    { action: 'datasync:StartTaskExecution', resource: task, context },
    ...(tags.length === 0
      ? []
      : [{ action: 'datasync:TagResource', resource: `${task}/execution/exec-new`, context }]),
    ...passedRoles(input),
  ];
}

/** A start that asks for a task report hands DataSync the role to write it with. */
function passedRoles(input: Input): IamRequest[] {
  const { TaskReportConfig: config } = input as {
    readonly TaskReportConfig?: {
      readonly Destination?: { readonly S3?: { readonly BucketAccessRoleArn?: string } };
    };
  };
  const role = config?.Destination?.S3?.BucketAccessRoleArn;
  if (role === undefined) return [];
  const context = { 'iam:PassedToService': 'datasync.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: role, context }];
}

/** S3 distinguishes a missing object from a forbidden one only for those who may list the bucket. */
function objectOf({ error }: CallEntry, resource: string): IamRequest[] {
  const missing = error === 'NoSuchKey' || error === 'NotFound';
  const [bucket = ''] = resource.split('/');
  return [
    { action: 's3:GetObject', resource },
    ...(missing ? [{ action: 's3:ListBucket', resource: bucket }] : []),
  ];
}

// What AWS answers to single requests that the lab once answered otherwise: raw requests, a row each.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';

const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const OTHER_SHARE = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3E';
const SERVER = 'i-0a1b2c3d4e5f60718';
const SINCE_2024 = Date.UTC(2024, 0, 1);
const MIB = 1 << 20;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
});
afterAll(() => lab.close());

const signed = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIAFAKEOFTHETEST000/20260101/${region}/${service}/aws4_request, ` +
  `SignedHeaders=host, Signature=${'0'.repeat(64)}`;

const SERVICES = {
  datasync: ['FmrsService', 'us-west-2'],
  storagegateway: ['StorageGateway_20130630', 'us-west-2'],
  logs: ['Logs_20140328', 'us-west-2'],
  ssm: ['AmazonSSM', 'eu-central-1'],
} as const;

interface Row {
  readonly what: string;
  readonly operation: `${keyof typeof SERVICES}.${string}`;
  /** As it goes over the wire: JSON.stringify would hide what an own member __proto__ does. */
  readonly body: string;
  readonly target?: string;
  readonly status: number;
  readonly answer: object;
}

const text = (value: object): string => JSON.stringify(value);
const refused = (type: string, more: object = {}) => ({
  status: 400,
  answer: { __type: type, ...more },
});
const gateway = (errorCode: string) =>
  refused('InvalidGatewayRequestException', { error: { errorCode } });
const filters = (...keys: readonly string[]) =>
  keys.map((Key) => ({ Key, Values: [Key === 'InstanceIds' ? SERVER : 'x'] }));

// Names that every object inherits are no members, no services and no filters.
const INHERITED: readonly Row[] = [
  'toString',
  'constructor',
  '__proto__',
  'hasOwnProperty',
].flatMap((name) => [
  {
    what: `the member ${name}`,
    operation: 'datasync.ListTasks' as const,
    body: `{"${name}":"a"}`,
    ...refused('InvalidRequestException', { message: `${name}: unknown member` }),
  },
  {
    what: `the member ${name} within another`,
    operation: 'datasync.StartTaskExecution' as const,
    body: `{"TaskArn":"${TASK}","OverrideOptions":{"${name}":{}}}`,
    ...refused('InvalidRequestException', { message: `OverrideOptions.${name}: unknown member` }),
  },
  {
    what: `the service ${name}`,
    operation: 'datasync.ListTasks' as const,
    target: `${name}.ListTasks`,
    body: '{}',
    ...refused('UnknownOperationException'),
  },
  {
    what: `the filter key ${name}`,
    operation: 'ssm.DescribeInstanceInformation' as const,
    body: text({ Filters: [{ Key: name, Values: ['a'] }] }),
    ...refused('InvalidFilterKey'),
  },
]);

const ROWS: readonly Row[] = [
  ...INHERITED,
  {
    what: 'a body of 16 MiB',
    operation: 'datasync.ListTasks',
    body: '{}'.padEnd(16 * MIB),
    status: 200,
    answer: {},
  },
  {
    what: 'a body over 16 MiB is not read as an empty one (AWS: HTTP 413)',
    operation: 'datasync.ListTasks',
    body: '{}'.padEnd(16 * MIB + 1),
    status: 413,
    answer: { __type: 'RequestEntityTooLargeException' },
  },
  {
    what: 'an unknown share to refresh (terraform-provider-aws: FileShareNotFound)',
    operation: 'storagegateway.RefreshCache',
    body: text({ FileShareARN: OTHER_SHARE }),
    ...gateway('FileShareNotFound'),
  },
  ...(['DescribeNFSFileShares', 'DescribeSMBFileShares'] as const).map((name) => ({
    what: `an unknown share in ${name}`,
    operation: `storagegateway.${name}` as const,
    body: text({ FileShareARNList: [OTHER_SHARE] }),
    ...gateway('FileShareNotFound'),
  })),
  {
    what: 'both kinds of filters of managed nodes (API reference: an exception)',
    operation: 'ssm.DescribeInstanceInformation',
    body: text({
      Filters: filters('InstanceIds'),
      InstanceInformationFilterList: [{ key: 'InstanceIds', valueSet: [SERVER] }],
    }),
    ...refused('ValidationException'),
  },
  {
    what: 'a tag filter beside another (danmx/sigil#61)',
    operation: 'ssm.DescribeInstanceInformation',
    body: text({ Filters: filters('tag:Role', 'InstanceIds') }),
    ...refused('ValidationException', {
      message: 'Cannot mix tag or inventory filter with any other filter.',
    }),
  },
  {
    what: 'two resource types (boto/boto3#3027)',
    operation: 'ssm.DescribeInstanceInformation',
    body: text({ Filters: [{ Key: 'ResourceType', Values: ['EC2Instance', 'ManagedInstance'] }] }),
    ...refused('InvalidInstanceInformationFilterValue'),
  },
  {
    what: 'one kind of filters',
    operation: 'ssm.DescribeInstanceInformation',
    body: text({ Filters: filters('InstanceIds') }),
    status: 200,
    answer: { InstanceInformationList: [{ InstanceId: SERVER }] },
  },
  {
    what: 'the option ObjectMetadata (botocore 1.44.8)',
    operation: 'datasync.StartTaskExecution',
    body: text({ TaskArn: TASK, OverrideOptions: { ObjectMetadata: 'NONE' } }),
    status: 200,
    answer: {},
  },
  {
    what: 'no value of ObjectMetadata',
    operation: 'datasync.StartTaskExecution',
    body: text({ TaskArn: TASK, OverrideOptions: { ObjectMetadata: 'KEEP' } }),
    ...refused('InvalidRequestException'),
  },
  {
    what: 'the log group class ESSENTIALS (botocore 1.44.8), which no group of the lab has',
    operation: 'logs.DescribeLogGroups',
    body: text({ logGroupClass: 'ESSENTIALS' }),
    status: 200,
    answer: { logGroups: [] },
  },
  {
    what: 'the latest log events first',
    operation: 'logs.FilterLogEvents',
    body: text({
      logGroupName: '/aws/events/nfs-cutover',
      startTime: SINCE_2024,
      startFromHead: false,
    }),
    status: 200,
    answer: { events: [] },
  },
  ...[{ startTime: SINCE_2024 - 1 }, {}].map((times) => ({
    what: `the latest first for ${text(times)} (API reference: only since 2024)`,
    operation: 'logs.FilterLogEvents' as const,
    body: text({ logGroupName: '/aws/events/nfs-cutover', startFromHead: false, ...times }),
    ...refused('InvalidParameterException'),
  })),
];

test.each(ROWS)('$what', async ({ operation, body, target, status, answer }) => {
  const [service, name] = operation.split('.') as [keyof typeof SERVICES, string];
  const [prefix, region] = SERVICES[service];
  const response = await fetch(lab.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target ?? `${prefix}.${name}`,
      authorization: signed(service, region),
    },
  });
  expect({ status: response.status, answer: await response.json() }).toMatchObject({
    status,
    answer,
  });
});

test.each([
  ['no base64', 'crc32', '!!!!', 'InvalidRequest'],
  ['base64 of too few bytes', 'crc32', 'YWI=', 'InvalidRequest'],
  ['base64 of another algorithm', 'sha256', 'AAAAAA==', 'InvalidRequest'],
  ['the checksum of other bytes', 'crc32', 'AAAAAA==', 'BadDigest'],
])('a checksum that is %s (%s %s) is %s', async (_what, algorithm, value, code) => {
  const response = await fetch(`${lab.url}/image-archive-111122223333/checked`, {
    method: 'PUT',
    body: 'some text',
    headers: {
      authorization: signed('s3', 'us-west-2'),
      [`x-amz-checksum-${algorithm}`]: value,
    },
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(`<Code>${code}</Code>`);
});

test.each(['/', '/_lab/github/none'])('a form over 16 MiB to %s is refused, too', async (path) => {
  const end = lab.onRequest('/_lab/github/', () => ({ status: 200, body: '{}' }));
  const response = await fetch(`${lab.url}${path}`, {
    method: 'POST',
    body: 'Action=GetCallerIdentity&Version=2011-06-15'.padEnd(16 * MIB + 1, '&'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  end();
  expect(response.status).toBe(413);
});

// Regions and their partitions, ARNs, and the pages of the AWS console.

/** Amazon Resource Names, taken apart. */
export interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All behind the account, e.g. `task/task-0a1b…`. */
  readonly resource: string;
}

const ARN =
  /^arn:(aws|aws-cn|aws-us-gov|aws-eusc|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:([\x21-\x7e]+)$/;

/** The parts of an ARN, or undefined when the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = ARN.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { text, partition, service, region, account, resource };
}

/** Regions that share accounts, roles and a console. */
export interface Partition {
  readonly id: string;
  /** What every ARN in it begins with: `arn:aws-cn`. */
  readonly arn: string;
  /** The host of its console, behind the Region; undefined where AWS documents none in public. */
  readonly console: string | undefined;
}

// Forms and names of Regions as in the SDK's partitions.js (@aws-sdk/core of client-s3 3.1169).
const PARTITIONS: readonly (readonly [id: string, regions: RegExp, console?: string])[] = [
  ['aws', /^(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-[0-9]{1,2}$/, 'console.aws.amazon.com'],
  ['aws-cn', /^cn-[a-z]+-[0-9]{1,2}$/, 'console.amazonaws.cn'],
  ['aws-us-gov', /^us-gov-[a-z]+-[0-9]{1,2}$/, 'console.amazonaws-us-gov.com'],
  ['aws-eusc', /^eusc-de-[a-z]+-[0-9]{1,2}$/, 'console.amazonaws-eusc.eu'],
  ['aws-iso', /^us-iso-[a-z]+-[0-9]{1,2}$/],
  ['aws-iso-b', /^us-isob-[a-z]+-[0-9]{1,2}$/],
  ['aws-iso-e', /^eu-isoe-[a-z]+-[0-9]{1,2}$/],
  ['aws-iso-f', /^us-isof-[a-z]+-[0-9]{1,2}$/],
];

/** The Regions that were known then: another one may be new, or mistyped. */
export const KNOWN_REGIONS: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-central-1'],
  ...['ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1'],
  ...['me-west-1', 'mx-central-1', 'sa-east-1', 'sa-west-1', 'us-east-1', 'us-east-2', 'us-west-1'],
  ...['us-west-2', 'cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'],
  ...['eusc-de-east-1', 'us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1', 'us-isob-west-1'],
  ...['eu-isoe-west-1', 'us-isof-east-1', 'us-isof-south-1'],
];

/** The partition of a Region, or undefined where the text has the form of no Region. */
export function partitionOf(region: string): Partition | undefined {
  const [id, , host] = PARTITIONS.find(([, regions]) => regions.test(region)) ?? [];
  return id === undefined ? undefined : { id, arn: `arn:${id}`, console: host };
}

/** What an ARN in the partition of `region` begins with, such as `arn:aws-cn`. */
export const arnPrefix = (region: string): string => partitionOf(region)?.arn ?? 'arn:aws';

/** The ARN of a bucket, of whatever is in it, or of objects in it: `…:s3:::bucket`, `…:s3:::bucket/*`. */
export const s3Arn = (region: string, place: string): string =>
  `${arnPrefix(region)}:s3:::${place}`;

/** The console page of a DataSync task execution, or undefined for an ARN of another kind or partition. */
export function executionPage(executionArn: string): string | undefined {
  const { partition = '', region = '', resource = '' } = parseArn(executionArn) ?? {};
  const match = /^task\/(task-[0-9a-f]+)\/execution\/(exec-[0-9a-f]+)$/.exec(resource);
  if (match === null || partitionOf(region)?.id !== partition) return undefined;
  return page(region, `/datasync/home?region=${region}#/history/${match[1]}/${match[2]}`);
}

/** The console page of one object of a bucket, or undefined where its partition has no public console. */
export function objectPage(region: string, bucket: string, key: string): string | undefined {
  const query = new URLSearchParams({ region, prefix: key });
  return page(region, `/s3/object/${bucket}?${query.toString()}`);
}

function page(region: string, path: string): string | undefined {
  const host = partitionOf(region)?.console;
  return host === undefined ? undefined : `https://${region}.${host}${path}`;
}

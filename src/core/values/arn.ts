// ARNs, and the pages of the AWS console.

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

// Links to the pages of the AWS console on which a person sees the same thing.

const HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The console page of a DataSync task execution, or undefined for an ARN of another kind or partition. */
export function executionPage(executionArn: string): string | undefined {
  const arn = parseArn(executionArn);
  const match = /^task\/(task-[0-9a-f]+)\/execution\/(exec-[0-9a-f]+)$/.exec(arn?.resource ?? '');
  const host = HOSTS[arn?.partition ?? ''];
  if (arn === undefined || match === null || host === undefined) return undefined;
  return `https://${arn.region}.${host}/datasync/home?region=${arn.region}#/history/${match[1]}/${match[2]}`;
}

/** The console page of one object of a bucket. */
export function objectPage(region: string, bucket: string, key: string): string {
  const query = new URLSearchParams({ region, prefix: key });
  return `https://${region}.console.aws.amazon.com/s3/object/${bucket}?${query.toString()}`;
}

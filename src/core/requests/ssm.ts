// Requests to Systems Manager, member by member as the SDK takes them: what is sent is what the plan shows.

export interface OutputPlace {
  readonly bucket: string;
  /** Without a slash at its end. */
  readonly prefix: string;
}

export interface Sending {
  readonly document: string;
  readonly version: string;
  readonly hash: string;
  readonly servers: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly comment: string;
  /** How long a server may take to pick the command up, in seconds (SSM: 30 at least). */
  readonly deliverySeconds: number;
  /** Where each server's agent puts the whole output; an answer of Systems Manager holds 24,000 characters of it. */
  readonly output?: OutputPlace;
}

const ssm = <Operation extends string, Parameters>(operation: Operation, parameters: Parameters) =>
  ({ service: 'ssm', operation, parameters }) as const;

/** One page of DescribeInstanceInformation of some servers. */
export const describeInstances = (servers: readonly string[], token: string | undefined) =>
  ssm('DescribeInstanceInformation', {
    Filters: [{ Key: 'InstanceIds', Values: [...servers] }],
    MaxResults: 50,
    ...(token === undefined ? {} : { NextToken: token }),
  });

/** DescribeDocument of the default version. */
export const describeDocument = (name: string) => ssm('DescribeDocument', { Name: name });

/** GetDocument of one version. */
export const getDocument = (name: string, version: string) =>
  ssm('GetDocument', {
    Name: name,
    DocumentVersion: version,
    DocumentFormat: 'YAML' as const,
  });

/** SendCommand, pinned to one version by the hash of its content. Comments end after 100 characters (SSM API). */
export const sendCommand = (sending: Sending) =>
  ssm('SendCommand', {
    DocumentName: sending.document,
    DocumentVersion: sending.version,
    DocumentHash: sending.hash,
    DocumentHashType: 'Sha256' as const,
    InstanceIds: [...sending.servers],
    Parameters: Object.fromEntries(
      Object.entries(sending.parameters).map(([name, value]) => [name, [value]]),
    ),
    Comment: sending.comment.slice(0, 100),
    TimeoutSeconds: sending.deliverySeconds,
    ...(sending.output && {
      OutputS3BucketName: sending.output.bucket,
      OutputS3KeyPrefix: sending.output.prefix,
    }),
  });

/** GetCommandInvocation of a command on one server. */
export const getCommandInvocation = (command: string, server: string) =>
  ssm('GetCommandInvocation', {
    CommandId: command,
    InstanceId: server,
  });

/** GetCalendarState of one calendar, now or at another time (ISO 8601). */
export const getCalendarState = (calendar: string, at?: string) =>
  ssm('GetCalendarState', {
    CalendarNames: [calendar],
    ...(at === undefined ? {} : { AtTime: at }),
  });

/** CancelCommand on every server. */
export const cancelCommand = (command: string) => ssm('CancelCommand', { CommandId: command });

/**
 * The key of what a command printed on a server. The agent writes it with the server's own role before it reports;
 * where that fails, the command says Success all the same.
 */
export function outputKey(
  { prefix }: OutputPlace,
  command: { readonly id: string; readonly server: string; readonly step: string },
): string {
  return `${prefix}/${command.id}/${command.server}/awsrunShellScript/${command.step}/stdout`;
}

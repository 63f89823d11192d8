// How commands and their invocations look in the answers of Systems Manager.
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import type { Command } from './commands.ts';
import { outputPlace } from './commands.ts';
import { ssmError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { isOver } from './invocation.ts';

const DEFAULT_TIMEOUT_SECONDS = 3600;
const LIST_OUTPUT_CHARACTERS = 2500;
/** An invocation is not there yet for the first second after SendCommand. */
const VISIBLE_AFTER_MILLISECONDS = 1000;

export interface Filter {
  readonly key: string;
  readonly value: string;
}

/** Whether the service shows the command's invocations yet. */
export const isVisible = ({ clock }: LabContext, { requested }: Command): boolean =>
  clock.now() >= requested + VISIBLE_AFTER_MILLISECONDS;

/** The command as SendCommand and ListCommands answer it. */
export function commandAnswer(command: Command): Json {
  const { id, document, input, requested, invocations } = command;
  const failed = invocations.filter(({ status }) => ['Failed', 'TimedOut'].includes(status));
  const seconds = input.TimeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  return {
    CommandId: id,
    DocumentName: document.name,
    DocumentVersion: input.DocumentVersion ?? '$DEFAULT',
    Comment: input.Comment ?? '',
    ExpiresAfter: (requested + (seconds + executionSeconds(command)) * 1000) / 1000,
    Parameters: input.Parameters ?? {},
    InstanceIds: input.InstanceIds ?? [],
    Targets: input.Targets ?? [],
    RequestedDateTime: requested / 1000,
    ...commandStatus(command),
    OutputS3BucketName: input.OutputS3BucketName ?? '',
    OutputS3KeyPrefix: input.OutputS3KeyPrefix ?? '',
    MaxConcurrency: input.MaxConcurrency ?? '50',
    MaxErrors: input.MaxErrors ?? '0',
    TargetCount: invocations.length,
    CompletedCount: invocations.filter(isOver).length,
    ErrorCount: failed.length,
    DeliveryTimedOutCount: 0,
    TimeoutSeconds: seconds,
  };
}

function commandStatus({ invocations }: Command): { Status: string; StatusDetails: string } {
  if (invocations.length === 0) return { Status: 'Success', StatusDetails: 'NoInstancesInTag' };
  const found = invocations.map(({ status }) => status);
  const status = !invocations.every(isOver)
    ? found.every((one) => one === 'Pending')
      ? 'Pending'
      : found.includes('Cancelling')
        ? 'Cancelling'
        : 'InProgress'
    : ((['Failed', 'TimedOut', 'Cancelled'] as const).find((one) => found.includes(one)) ??
      'Success');
  return { Status: status, StatusDetails: status };
}

/** GetCommandInvocation's answer. */
export function invocationAnswer(
  context: LabContext,
  command: Command,
  invocation: Invocation,
): Json {
  const { begun, ended } = invocation;
  return {
    CommandId: command.id,
    InstanceId: invocation.instance,
    Comment: command.input.Comment ?? '',
    DocumentName: command.document.name,
    DocumentVersion: command.input.DocumentVersion ?? '$DEFAULT',
    PluginName: stepName(command),
    ResponseCode: invocation.responseCode,
    ExecutionStartDateTime: begun === undefined ? '' : new Date(begun).toISOString(),
    ExecutionElapsedTime:
      begun === undefined || ended === undefined ? '' : `PT${(ended - begun) / 1000}S`,
    ExecutionEndDateTime: ended === undefined ? '' : new Date(ended).toISOString(),
    Status: invocation.status,
    StatusDetails: invocation.details,
    StandardOutputContent: invocation.stdout,
    StandardErrorContent: invocation.stderr,
    ...urls(context, command, invocation),
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}

/** One invocation as ListCommandInvocations answers it; with details, the output is cut short. */
export function listedInvocation(
  context: LabContext,
  command: Command,
  invocation: Invocation,
  details: boolean,
): Json {
  const { instance, status, responseCode, begun, ended, stdout, stderr } = invocation;
  const time = (at: number | undefined): number | undefined => at && at / 1000;
  return {
    CommandId: command.id,
    InstanceId: instance,
    InstanceName: '',
    Comment: command.input.Comment ?? '',
    DocumentName: command.document.name,
    DocumentVersion: command.input.DocumentVersion ?? '$DEFAULT',
    RequestedDateTime: command.requested / 1000,
    Status: status,
    StatusDetails: invocation.details,
    ...urls(context, command, invocation),
    CommandPlugins: !details
      ? []
      : [
          {
            Name: stepName(command),
            Status: status === 'Cancelling' ? 'InProgress' : status,
            StatusDetails: invocation.details,
            ResponseCode: responseCode,
            ResponseStartDateTime: time(begun),
            ResponseFinishDateTime: time(ended),
            Output: (stderr === '' ? stdout : `${stdout}\n----------ERROR-------\n${stderr}`).slice(
              0,
              LIST_OUTPUT_CHARACTERS,
            ),
            ...urls(context, command, invocation),
            OutputS3BucketName: command.input.OutputS3BucketName ?? '',
            OutputS3KeyPrefix: command.input.OutputS3KeyPrefix ?? '',
          },
        ],
  };
}

/** Whether a command, or one invocation with `status`, passes the filters of a list operation. */
export function passes(command: Command, status: string, filters: readonly Filter[]): boolean {
  return filters.every(({ key, value }) => {
    switch (key) {
      case 'Status':
        return status === value;
      case 'DocumentName':
        return command.document.name === value;
      case 'InvokedAfter':
        return command.requested > Date.parse(value);
      case 'InvokedBefore':
        return command.requested < Date.parse(value);
      case 'ExecutionStage':
        return (value === 'Complete') === command.invocations.every(isOver);
      default:
        throw ssmError('InvalidFilterKey', `The filter key ${key} is not valid.`);
    }
  });
}

/** The status that ListCommands filters by. */
export const statusOf = (command: Command): string => commandStatus(command).Status;

export const stepName = ({ document }: Command): string =>
  document.content.mainSteps[0]?.name ?? '';

const executionSeconds = ({ document }: Command): number =>
  Number(document.content.mainSteps[0]?.inputs.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);

function urls({ world }: LabContext, command: Command, invocation: Invocation): Json {
  const place = outputPlace(command, invocation);
  const url = (name: string): string =>
    place === undefined
      ? ''
      : `https://s3.${world.storageRegion}.amazonaws.com/${place.bucket}/${place.folder}/${name}`;
  return { StandardOutputUrl: url('stdout'), StandardErrorUrl: url('stderr') };
}

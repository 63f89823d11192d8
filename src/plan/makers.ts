// Makers of operations: what all calls of a service and all documents have in common.
import {
  cancelCommand,
  describeDocument,
  getCommandInvocation,
  getDocument,
  sendCommand,
} from '../core/requests/ssm.ts';
import {
  commandComment,
  commandDeadlineMs,
  deployedName,
  DELIVERY_SECONDS,
  secondsOf,
} from './document-run.ts';
import type { DocumentRun } from './document-run.ts';
import { DELAYS } from './poll-intervals.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type {
  Call,
  CallOperation,
  DocumentOperation,
  Json,
  Operation,
  Waiting,
  WaitOperation,
} from './operation.ts';
import { hole } from './placeholders.ts';

/** A step of the workflow, for a runbook whose texts are templates. */
export interface Place {
  readonly runbook: Runbook;
  readonly job: string;
  readonly step: string;
}

/** What an operation says of itself. */
export type About = Pick<
  Operation,
  'what' | 'changes' | 'only' | 'repeats' | 'loop' | 'sideBySide'
>;

/** One call of `service`, in the Region in which the runbook has it; GitHub has none. */
export const apiCall = (
  { application, storageRegion }: Runbook,
  service: string,
  operation: string,
  parameters: Readonly<Record<string, Json>>,
): Call => ({
  service,
  operation,
  region: REGIONLESS.includes(service)
    ? service
    : service === 'ssm'
      ? application.region
      : storageRegion,
  parameters,
});

const REGIONLESS = ['github'];

/** A call as an operation of its own. */
export const callOf = ({ job, step }: Place, call: Call, about: About): CallOperation => ({
  job,
  step,
  kind: 'call',
  ...about,
  call,
});

/** A wait as an operation of its own. */
export const waitOf = ({ job, step }: Place, wait: Waiting, about: About): WaitOperation => ({
  job,
  step,
  kind: 'wait',
  ...about,
  wait,
});

/** A document on some servers. */
export function documentOf(at: Place, run: DocumentRun, about: About): DocumentOperation {
  const { runbook, job, step } = at;
  const { servers, parameters, output } = run;
  const document = deployedName(run.document);
  const ssm = (operation: string, members: Readonly<Record<string, Json>>): Call =>
    apiCall(runbook, 'ssm', operation, members);
  const { Parameters: _asBase64, ...send } = sendCommand({
    document,
    version: hole('document-version'),
    hash: hole('document-sha256'),
    servers,
    parameters,
    comment: commandComment(hole('run'), job, step),
    deliverySeconds: DELIVERY_SECONDS,
    ...(output && { output }),
  });
  const [only] = servers.length === 1 ? servers : [];
  const command = hole('command-id');
  return {
    job,
    step,
    kind: 'document',
    ...about,
    document,
    instances: servers,
    parameters,
    pin: [
      ssm('DescribeDocument', describeDocument(document)),
      ssm('GetDocument', getDocument(document, hole('document-version'))),
    ],
    send: ssm('SendCommand', send),
    wait: {
      polled: ssm('GetCommandInvocation', getCommandInvocation(command, only ?? hole('server'))),
      until: servers.length === 1 ? 'its end' : 'its end on every server',
      intervalMs: DELAYS.command,
      deadlineMs: commandDeadlineMs(secondsOf(run)),
    },
    ...(run.kind === 'read' && { cancel: ssm('CancelCommand', cancelCommand(command)) }),
  };
}

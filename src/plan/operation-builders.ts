// Builders of operations: what all calls of a service and all documents have in common.
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
  plannedFence,
  secondsOf,
} from './document-run.ts';
import type { DocumentRun } from './document-run.ts';
import { DELAYS } from './poll-intervals.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type {
  Call,
  CallOperation,
  DocumentOperation,
  Operation,
  Request,
  Waiting,
  WaitOperation,
} from './operation.ts';
import { placeholder } from './placeholders.ts';

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

/** The call of a request, in the Region in which the runbook has its service; GitHub has none. */
export const apiCall = (
  { application, storageRegion }: Runbook,
  { service, operation, parameters }: Request,
): Call => ({
  service,
  operation,
  region: REGIONLESS.includes(service)
    ? service
    : SERVERS.includes(service)
      ? application.region
      : storageRegion,
  parameters,
});

const REGIONLESS = ['github'];
/** In the Region of the application servers. A rollback asks who it is there, too: it never waits for the storage Region. */
const SERVERS = ['ssm', 'sts'];

/** A request as an operation of its own. */
export const callOf = (
  { runbook, job, step }: Place,
  request: Request,
  about: About,
): CallOperation => ({
  job,
  step,
  kind: 'call',
  ...about,
  call: apiCall(runbook, request),
});

/** A wait as an operation of its own. */
export const waitOf = ({ job, step }: Place, wait: Waiting, about: About): WaitOperation => ({
  job,
  step,
  kind: 'wait',
  ...about,
  wait,
});

/** A document on some servers: one command for each of them, all under way at once. */
export function documentOf(at: Place, run: DocumentRun, about: About): DocumentOperation {
  const { runbook, job, step } = at;
  const { servers, output } = run;
  const parameters = { ...run.parameters, ...plannedFence(runbook, run.fence) };
  const document = deployedName(run.document);
  const sent = sendCommand({
    document,
    version: placeholder('document-version'),
    hash: placeholder('document-sha256'),
    servers: [placeholder('server')],
    parameters,
    comment: commandComment(placeholder('run'), job, step),
    deliverySeconds: DELIVERY_SECONDS,
    ...(output && { output }),
  });
  const { Parameters: _asBase64, ...shown } = sent.parameters;
  const command = placeholder('command-id');
  return {
    job,
    step,
    kind: 'document',
    ...about,
    document,
    instances: servers,
    parameters,
    pin: [
      apiCall(runbook, describeDocument(document)),
      apiCall(runbook, getDocument(document, placeholder('document-version'))),
    ],
    send: apiCall(runbook, { ...sent, parameters: shown }),
    wait: {
      polled: apiCall(runbook, getCommandInvocation(command, placeholder('server'))),
      until: servers.length === 1 ? 'its end' : 'its end on every server',
      intervalMs: DELAYS.command,
      deadlineMs: commandDeadlineMs(secondsOf(run)),
    },
    ...(run.kind === 'read' && { cancel: apiCall(runbook, cancelCommand(command)) }),
  };
}

// Commands: a document sent to servers, each running it in its own invocation.
import { existsSync } from 'node:fs';
import { mapBack } from '../application-server/agent.ts';
import { silentAgent } from '../application-server/server-folder.ts';
import type { Servers } from '../application-server/servers.ts';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import { uuid } from '../ids.ts';
import type { Document } from './documents.ts';
import { PREFIX, findDocument } from './documents.ts';
import { ssmError, validation } from './errors.ts';
import type { Invocation, OutputPlace, OutputStore } from './invocation.ts';
import { execute, isOver, newInvocation, uploadOutput } from './invocation.ts';
import { checkParameters } from './parameters.ts';

export interface SendCommandInput {
  readonly DocumentName: string;
  readonly DocumentVersion?: string;
  readonly DocumentHash?: string;
  readonly DocumentHashType?: string;
  readonly InstanceIds?: readonly string[];
  readonly Targets?: readonly { readonly Key?: string; readonly Values?: readonly string[] }[];
  readonly Parameters?: Readonly<Record<string, readonly string[]>>;
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly OutputS3BucketName?: string;
  readonly OutputS3KeyPrefix?: string;
  readonly MaxConcurrency?: string;
  readonly MaxErrors?: string;
}

export interface Command {
  readonly id: string;
  readonly document: Document;
  readonly input: SendCommandInput;
  readonly requested: Instant;
  readonly invocations: readonly Invocation[];
}

export interface Commands {
  readonly all: readonly Command[];
  readonly find: (id: string) => Command | undefined;
  readonly send: (input: SendCommandInput) => Command;
}

export interface CommandsDeps {
  readonly context: LabContext;
  readonly servers: Servers;
  readonly documents: ReadonlyMap<string, Document>;
  readonly store: OutputStore | undefined;
}

const DELIVERY_MILLISECONDS = 600;
/** Servers take their turns, so that a rehearsal with several of them always runs in the same order. */
const TURN_MILLISECONDS = 10;
/** How often a silent agent is asked again. */
const SILENT_MILLISECONDS = 5000;
const DEFAULT_EXECUTION_SECONDS = 3600;
/** Members whose effect the lab does not have; it would be dishonest to take them. */
const NOT_MODELLED = [
  'AlarmConfiguration',
  'CloudWatchOutputConfig',
  'NotificationConfig',
  'ServiceRoleArn',
];

/** The commands of the servers' Region. */
export function createCommands(deps: CommandsDeps): Commands {
  const { context, documents } = deps;
  const all: Command[] = [];
  return {
    all,
    find: (id) => all.find((command) => command.id === id),
    send: (input) => {
      const other = NOT_MODELLED.find((name) => name in input);
      if (other !== undefined) throw validation(`the lab does not model ${other}`);
      const document = findDocument(documents, input.DocumentName, input.DocumentVersion);
      checkHash(document, input);
      const parameters = checkParameters(document, input.Parameters ?? {});
      const command: Command = {
        id: uuid('command', all.length, document.name, context.clock.now()),
        document,
        input,
        requested: context.clock.now(),
        invocations: targets(context, input).map(newInvocation),
      };
      all.push(command);
      const late = isLate(context, all);
      for (const [turn, invocation] of command.invocations.entries()) {
        const asked = { command, invocation, parameters, deps };
        const later = (): void =>
          void context.clock.after(DELIVERY_MILLISECONDS + turn * TURN_MILLISECONDS, () => {
            const ended = deliver(asked);
            if (late) void ended?.then(() => tellLate(context, command, invocation));
          });
        if (late) deliverLate(context, later);
        else later();
      }
      return command;
    },
  };
}

/** Whether the newest of `all` is the first of the document that the scenario has for this. */
function isLate({ faults: { lateCommand } }: LabContext, all: readonly Command[]): boolean {
  const first = all.find(({ document }) => document.name === `${PREFIX}${lateCommand?.document}`);
  return first !== undefined && first === all.at(-1);
}

function deliverLate({ events, faults: { lateCommand } }: LabContext, deliver: () => void): void {
  const heard = events.on((event) => {
    if (event.kind !== 'document' || event.phase !== 'ends') return;
    if (event.document !== lateCommand?.until) return;
    heard();
    deliver();
  });
}

function tellLate({ events }: LabContext, { document }: Command, invocation: Invocation): void {
  const { instance, details, responseCode, stdout } = invocation;
  const refusal = /^@refusal=(.*)$/m.exec(stdout)?.[1] ?? '';
  const why = refusal === '' ? '' : `: ${Buffer.from(refusal, 'base64').toString()}`;
  const how = `${details}, exit status ${responseCode}${why}`;
  events.emit({
    kind: 'aside',
    says: `${document.name} was delivered late on ${instance}: ${how}`,
  });
}

interface Asked {
  readonly command: Command;
  readonly invocation: Invocation;
  readonly parameters: Readonly<Record<string, string>>;
  readonly deps: CommandsDeps;
}

/** A silent agent picks up what still waits for it as soon as it is back; in the end the service gives the command up. */
function deliver(asked: Asked): Promise<void> | undefined {
  const { command, invocation, deps } = asked;
  const { clock, world } = deps.context;
  if (!existsSync(silentAgent(world, invocation.instance))) return start(asked);
  if (clock.now() < command.requested + totalSeconds(command) * 1000)
    clock.after(SILENT_MILLISECONDS, () => void deliver(asked));
  else if (!isOver(invocation)) {
    invocation.status = 'TimedOut';
    invocation.details = 'Delivery Timed Out';
  }
  return undefined;
}

/** Total timeout of a command: that of its delivery, and that of its execution (user guide, "Understanding command statuses"). */
const totalSeconds = ({ document, input }: Command): number =>
  (input.TimeoutSeconds ?? DEFAULT_EXECUTION_SECONDS) +
  Number(document.content.mainSteps[0]?.inputs.timeoutSeconds ?? DEFAULT_EXECUTION_SECONDS);

function start(asked: Asked): Promise<void> {
  const { command, invocation, parameters, deps } = asked;
  const { context, servers, store } = deps;
  const [step] = command.document.content.mainSteps;
  const run = {
    instance: invocation.instance,
    document: command.document.name.slice(PREFIX.length),
    step: step?.name ?? '',
    script: step?.inputs.runCommand.join('\n') ?? '',
    parameters,
    commandId: command.id,
    timeoutSeconds: Number(step?.inputs.timeoutSeconds ?? DEFAULT_EXECUTION_SECONDS),
    cancel: invocation.cancel.signal,
  };
  const upload = uploadOutput(store, outputPlace(command, invocation));
  const shown = (output: string): string => mapBack(context.world, invocation.instance, output);
  return execute(invocation, run, { context, servers, upload, shown });
}

/** Where the whole output of an invocation goes, when the command names a bucket. */
export function outputPlace(
  { id, input, document }: Command,
  { instance }: Invocation,
): OutputPlace | undefined {
  const { OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix = '' } = input;
  if (bucket === undefined) return undefined;
  const step = document.content.mainSteps[0]?.name ?? '';
  const parts = [prefix.replace(/\/+$/, ''), id, instance, 'awsrunShellScript', step];
  return { bucket, folder: parts.filter((part) => part !== '').join('/') };
}

function checkHash(document: Document, input: SendCommandInput): void {
  const { DocumentHash: hash, DocumentHashType: type = 'Sha256' } = input;
  if (hash === undefined) return;
  if (type !== 'Sha256' || hash !== document.hash)
    throw ssmError(
      'InvalidDocument',
      'The document hash and the hash type do not match the document.',
    );
}

function targets({ world, faults }: LabContext, input: SendCommandInput): readonly string[] {
  const { InstanceIds: ids = [], Targets: wanted = [] } = input;
  if ((ids.length === 0) === (wanted.length === 0))
    throw validation('Exactly one of InstanceIds and Targets must be specified.');
  if (new Set(ids).size < ids.length) throw ssmError('DuplicateInstanceId');
  // A server without contact is in no valid state either.
  const servers = world.names.application.servers.slice(faults.instance === undefined ? 0 : 1);
  const unknown = ids.filter((id) => !servers.includes(id));
  if (unknown.length > 0)
    throw ssmError(
      'InvalidInstanceId',
      `Instances [[${unknown.join(', ')}]] not in a valid state for account ${world.names.account}`,
    );
  if (wanted.length === 0) return ids;
  return servers.filter((id) =>
    wanted.every(({ Key, Values = [] }) => Key === 'InstanceIds' && Values.includes(id)),
  );
}

/** Marks the invocations as cancelled, and kills what runs of them. */
export function cancelCommand(command: Command, instances: readonly string[]): void {
  const ids =
    instances.length > 0 ? instances : command.invocations.map(({ instance }) => instance);
  if (new Set(ids).size < ids.length) throw ssmError('DuplicateInstanceId');
  for (const id of ids) {
    const invocation = command.invocations.find(({ instance }) => instance === id);
    if (invocation === undefined) throw ssmError('InvalidInstanceId');
    if (isOver(invocation)) continue;
    const waiting = invocation.status === 'Pending';
    invocation.status = invocation.details = waiting ? 'Cancelled' : 'Cancelling';
    invocation.cancel.abort();
  }
}

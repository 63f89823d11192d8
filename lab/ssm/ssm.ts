// Systems Manager in the application servers' Region: documents, managed nodes, commands.
import type { Servers } from '../application-server/servers.ts';
import type { LabContext } from '../context.ts';
import type { Call, Json, JsonService, Operation } from '../protocol/service.ts';
import type { Shape } from '../protocol/shape.ts';
import type { CalendarInput, Calendars } from './calendar.ts';
import { getCalendarState, openCalendars } from './calendar.ts';
import type { Filter } from './command-answers.ts';
import {
  commandAnswer,
  invocationAnswer,
  isVisible,
  listedInvocation,
  passes,
  statusOf,
  stepName,
} from './command-answers.ts';
import type { Commands, SendCommandInput } from './commands.ts';
import { cancelCommand, createCommands } from './commands.ts';
import type { Document } from './documents.ts';
import {
  deployDocuments,
  describeDocument,
  findDocument,
  getDocument,
  listDocuments,
  pageOf,
} from './documents.ts';
import { ssmError, validation } from './errors.ts';
import { describeInstances } from './instances.ts';
import type { OutputStore } from './invocation.ts';
import * as shapes from './shapes.ts';

interface DocumentInput {
  readonly Name: string;
  readonly DocumentVersion?: string;
  readonly VersionName?: string;
  readonly DocumentFormat?: string;
}

interface ListInput {
  readonly CommandId?: string;
  readonly InstanceId?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly Filters?: readonly Filter[];
  readonly Details?: boolean;
}

interface InvocationInput {
  readonly CommandId: string;
  readonly InstanceId: string;
  readonly PluginName?: string;
}

interface CancelInput {
  readonly CommandId: string;
  readonly InstanceIds?: readonly string[];
}

interface State {
  readonly context: LabContext;
  readonly documents: ReadonlyMap<string, Document>;
  readonly commands: Commands;
  readonly calendars: Calendars;
}

const NOWHERE: ReadonlyMap<string, Document> = new Map();
const NO_COMMANDS: Commands = {
  all: [],
  find: () => undefined,
  send: ({ DocumentName }) => {
    throw ssmError('InvalidDocument', `Document with name ${DocumentName} does not exist.`);
  },
};

/** Systems Manager of the world. `store` takes the whole output of commands that ask for it. */
export function createSsm(
  context: LabContext,
  servers: Servers,
  store?: OutputStore,
): { readonly service: JsonService } {
  const documents = deployDocuments(context);
  const here: State = {
    context,
    documents,
    commands: createCommands({ context, servers, documents, store }),
    calendars: openCalendars(context),
  };
  const elsewhere: State = {
    ...{ context, documents: NOWHERE, commands: NO_COMMANDS, calendars: new Map() },
  };
  const operation = (
    input: Shape,
    run: (state: State, input: Json, call: Call) => Json,
  ): Operation => ({
    input,
    run: (given, call) =>
      run(call.region === context.world.names.application.region ? here : elsewhere, given, call),
  });
  return {
    service: {
      name: 'ssm',
      target: 'AmazonSSM',
      jsonVersion: '1.1',
      invalid: validation,
      operations: { ...documentOperations(operation), ...commandOperations(operation) },
    },
  };
}

type Define = (input: Shape, run: (state: State, input: Json, call: Call) => Json) => Operation;

function documentOperations(define: Define): Record<string, Operation> {
  const find = ({ documents }: State, input: DocumentInput): Document => {
    if (input.VersionName !== undefined) throw ssmError('InvalidDocumentVersion');
    return findDocument(documents, input.Name, input.DocumentVersion);
  };
  const owner = ({ context }: State): string => context.world.names.account;
  return {
    DescribeDocument: define(shapes.DESCRIBE_DOCUMENT, (state, input) =>
      describeDocument(find(state, input as unknown as DocumentInput), owner(state)),
    ),
    GetDocument: define(shapes.GET_DOCUMENT, (state, input) => {
      const asked = input as unknown as DocumentInput;
      return getDocument(find(state, asked), asked.DocumentFormat);
    }),
    ListDocuments: define(shapes.LIST_DOCUMENTS, (state, input) =>
      listDocuments(state.documents.values(), owner(state), input),
    ),
    ListDocumentVersions: define(shapes.LIST_DOCUMENT_VERSIONS, (state, input) => {
      const { name, created } = find(state, input as unknown as DocumentInput);
      const version = {
        Name: name,
        DocumentVersion: '1',
        CreatedDate: created / 1000,
        IsDefaultVersion: true,
        DocumentFormat: 'YAML',
        Status: 'Active',
      };
      return { DocumentVersions: [version] };
    }),
    GetCalendarState: define(
      shapes.GET_CALENDAR_STATE,
      ({ context, documents, calendars }, input) =>
        getCalendarState(context, documents, calendars, input as unknown as CalendarInput),
    ),
    DescribeInstanceInformation: define(
      shapes.DESCRIBE_INSTANCE_INFORMATION,
      ({ context }, input, call) => describeInstances(context, call.region, input),
    ),
  };
}

function commandOperations(define: Define): Record<string, Operation> {
  return {
    SendCommand: define(shapes.SEND_COMMAND, ({ commands }, input) => ({
      Command: commandAnswer(commands.send(input as unknown as SendCommandInput)),
    })),
    GetCommandInvocation: define(shapes.GET_COMMAND_INVOCATION, (state, input) =>
      getInvocation(state, input as unknown as InvocationInput),
    ),
    ListCommandInvocations: define(shapes.LIST_COMMAND_INVOCATIONS, (state, input) =>
      listInvocations(state, input),
    ),
    ListCommands: define(shapes.LIST_COMMANDS, (state, input) => listCommands(state, input)),
    CancelCommand: define(shapes.CANCEL_COMMAND, ({ commands }, input) => {
      const { CommandId, InstanceIds } = input as unknown as CancelInput;
      const command = commands.find(CommandId);
      if (command === undefined) throw ssmError('InvalidCommandId');
      cancelCommand(command, InstanceIds ?? []);
      return {};
    }),
  };
}

function getInvocation({ context, commands }: State, input: InvocationInput): Json {
  const command = commands.find(input.CommandId);
  const invocation = command?.invocations.find(({ instance }) => instance === input.InstanceId);
  if (command === undefined || invocation === undefined || !isVisible(context, command))
    throw ssmError('InvocationDoesNotExist');
  if (input.PluginName !== undefined && input.PluginName !== stepName(command))
    throw ssmError('InvalidPluginName');
  return invocationAnswer(context, command, invocation);
}

function listInvocations({ context, commands }: State, input: ListInput): Json {
  const { Details = false, Filters = [] } = input;
  const found = wanted(commands, input)
    .filter((command) => isVisible(context, command))
    .flatMap((command) =>
      command.invocations
        .filter(({ instance }) => input.InstanceId === undefined || instance === input.InstanceId)
        .filter(({ status }) => passes(command, status, Filters))
        .map((invocation) => listedInvocation(context, command, invocation, Details)),
    );
  const { items, next } = pageOf(found, input);
  return { CommandInvocations: items, ...(next !== undefined && { NextToken: next }) };
}

function listCommands({ commands }: State, input: ListInput): Json {
  const found = wanted(commands, input).filter(
    (command) =>
      passes(command, statusOf(command), input.Filters ?? []) &&
      (input.InstanceId === undefined ||
        command.invocations.some(({ instance }) => instance === input.InstanceId)),
  );
  const { items, next } = pageOf(found.map(commandAnswer), input);
  return { Commands: items, ...(next !== undefined && { NextToken: next }) };
}

/** The newest first, as the service lists them. */
const wanted = ({ all }: Commands, { CommandId }: ListInput) =>
  all.filter(({ id }) => CommandId === undefined || id === CommandId).toReversed();

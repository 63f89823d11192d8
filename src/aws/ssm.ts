// Systems Manager: our documents, run on the application servers.
import {
  CancelCommandCommand,
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { CutoverError } from '../core/errors.ts';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';
import { call } from './errors.ts';

/** A document as deployed: its text, and what pins exactly this text when it is run. */
export interface DeployedDocument {
  readonly content: string;
  readonly version: string;
  readonly hash: string;
  readonly status: string;
}

export interface Invocation {
  /** Success Failed TimedOut Cancelled are ends; Pending InProgress Delayed Cancelling are not. */
  readonly status: string;
  /** Finer, without spaces: `DeliveryTimedOut`. */
  readonly details: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
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
}

export interface Ssm {
  /** The default version of a deployed document, or undefined when there is none of that name. */
  document(name: string): Promise<DeployedDocument | undefined>;
  /** Sends and answers the command's id. Safe to repeat: every document of ours finds its own work. */
  send(sending: Sending): Promise<string>;
  /** The state of a command on one server, or undefined while SSM does not know it yet. */
  invocation(command: string, server: string): Promise<Invocation | undefined>;
  cancel(command: string): Promise<void>;
}

/** The adapter for the Region of the application servers. */
export function openSsm(connection: Connection): Ssm {
  const client = new SSMClient(clientConfig(connection));
  const { signal } = connection;
  const abortSignal = { abortSignal: signal };
  const about = (action: string, resource: string) => ({ action: `ssm:${action}`, resource, signal });

  return {
    document: async (name) => {
      const described = await absent(() =>
        call(about('DescribeDocument', name), () =>
          client.send(new DescribeDocumentCommand({ Name: name }), abortSignal),
        ),
      );
      const document = described?.Document;
      if (document === undefined) return undefined;
      const version = document.DocumentVersion ?? '';
      const got = await call(about('GetDocument', name), () =>
        client.send(
          new GetDocumentCommand({ Name: name, DocumentVersion: version, DocumentFormat: 'YAML' }),
          abortSignal,
        ),
      );
      return {
        content: got.Content ?? '',
        version,
        hash: document.Hash ?? '',
        status: document.Status ?? 'unknown',
      };
    },

    send: async (sending) => {
      const command = new SendCommandCommand({
        DocumentName: sending.document,
        DocumentVersion: sending.version,
        DocumentHash: sending.hash,
        DocumentHashType: 'Sha256',
        InstanceIds: [...sending.servers],
        Parameters: Object.fromEntries(
          Object.entries(sending.parameters).map(([name, value]) => [name, [value]]),
        ),
        Comment: sending.comment.slice(0, 100),
        TimeoutSeconds: sending.deliverySeconds,
      });
      const resource = `document ${sending.document} on ${sending.servers.join(', ')}`;
      const { Command } = await call(about('SendCommand', resource), () =>
        client.send(command, abortSignal),
      );
      return Command?.CommandId ?? '';
    },

    invocation: async (id, server) => {
      const command = new GetCommandInvocationCommand({ CommandId: id, InstanceId: server });
      const got = await absent(() =>
        call(about('GetCommandInvocation', `command ${id} on ${server}`), () =>
          client.send(command, abortSignal),
        ),
      );
      return (
        got && {
          status: got.Status ?? 'unknown',
          details: (got.StatusDetails ?? '').replaceAll(' ', ''),
          exit: got.ResponseCode ?? -1,
          stdout: got.StandardOutputContent ?? '',
          stderr: got.StandardErrorContent ?? '',
        }
      );
    },

    cancel: async (id) => {
      // Sent while the run's own signal is already aborted: this is what the signal asked for.
      await call({ ...about('CancelCommand', id), signal: new AbortController().signal }, () =>
        client.send(new CancelCommandCommand({ CommandId: id })),
      );
    },
  };
}

/** Undefined for the two answers that only mean "not there (yet)"; everything else is thrown on. */
async function absent<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (thrown) {
    const name = thrown instanceof CutoverError ? (thrown.cause as Error | undefined)?.name : '';
    // InvocationDoesNotExist is normal for the first second or so after SendCommand (boto/boto3#2701).
    if (name === 'InvocationDoesNotExist' || name === 'InvalidDocument') return undefined;
    throw thrown;
  }
}

// Systems Manager: our documents, run on the application servers.
import {
  CancelCommandCommand,
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import * as request from '../../core/requests/ssm.ts';
import type { Sending } from '../../core/requests/ssm.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';
import type { Asked, SendAsked } from '../errors.ts';

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

export interface Command extends Sending {
  /** A change that must not be sent without anybody knowing its command: not aborted by a signal. */
  readonly uninterruptible: boolean;
}

/** A command that Systems Manager has taken. */
export interface SentCommand {
  readonly id: string;
  /** When, by AWS's clock (`RequestedDateTime`); undefined if the answer does not say it. */
  readonly requestedAt: Instant | undefined;
}

export interface Ssm {
  /** The default version of a deployed document, or undefined when there is none of that name. */
  document(name: string): Promise<DeployedDocument | undefined>;
  /** Sends and answers which command it became. Safe to repeat: every document of ours finds its own work. */
  send(command: Command): Promise<SentCommand>;
  /** The state of a command on one server, or undefined while SSM does not know it yet. */
  invocation(command: string, server: string): Promise<Invocation | undefined>;
  cancel(command: string): Promise<void>;
}

/** The adapter for the Region of the application servers. */
export function openSsm(connection: Connection): Ssm {
  return new SsmAdapter(connection);
}

class SsmAdapter implements Ssm {
  readonly #client: SSMClient;
  readonly #signal: AbortSignal;

  constructor(connection: Connection) {
    this.#client = new SSMClient(clientConfig(connection));
    this.#signal = connection.signal;
  }

  async document(name: string): Promise<DeployedDocument | undefined> {
    const described = await absent(() =>
      this.#ask(request.describeDocument(name), name, (input, options) =>
        this.#client.send(new DescribeDocumentCommand(input), options),
      ),
    );
    const document = described?.Document;
    if (document === undefined) return undefined;
    const version = document.DocumentVersion ?? '';
    const got = await this.#ask(request.getDocument(name, version), name, (input, options) =>
      this.#client.send(new GetDocumentCommand(input), options),
    );
    return {
      content: got.Content ?? '',
      version,
      hash: document.Hash ?? '',
      status: document.Status ?? 'unknown',
    };
  }

  async send(sending: Command): Promise<SentCommand> {
    const resource = `document ${sending.document} on ${sending.servers.join(', ')}`;
    const signal = sending.uninterruptible ? new AbortController().signal : this.#signal;
    const { Command } = await ask(
      request.sendCommand(sending),
      { resource, signal },
      (input, options) => this.#client.send(new SendCommandCommand(input), options),
    );
    return {
      id: Command?.CommandId ?? '',
      requestedAt: Command?.RequestedDateTime?.getTime(),
    };
  }

  async invocation(id: string, server: string): Promise<Invocation | undefined> {
    const got = await absent(() =>
      this.#ask(
        request.getCommandInvocation(id, server),
        `command ${id} on ${server}`,
        (input, options) => this.#client.send(new GetCommandInvocationCommand(input), options),
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
  }

  async cancel(id: string): Promise<void> {
    // Sent while the run's own signal is already aborted: this is what the signal asked for.
    const { signal } = new AbortController();
    await ask(request.cancelCommand(id), { resource: id, signal }, (input) =>
      this.#client.send(new CancelCommandCommand(input)),
    );
  }

  #ask<Input, T>(asked: Asked<Input>, resource: string, send: SendAsked<Input, T>): Promise<T> {
    return ask(asked, { resource, signal: this.#signal }, send);
  }
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

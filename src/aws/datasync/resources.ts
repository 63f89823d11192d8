// DataSync: describes and deletes the task, its locations and its agents.
import {
  DataSyncClient,
  DeleteAgentCommand,
  DeleteLocationCommand,
  DeleteTaskCommand,
  DescribeAgentCommand,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
  DescribeTaskCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-datasync';
import * as request from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { isGone, isInvalid } from './datasync.ts';
import { ask } from '../errors.ts';
import type { Asked, SendAsked } from '../errors.ts';

/** What DataSync returns for one resource, member by member, as JSON; times in ISO 8601. */
export type ResourceDescription = Readonly<Record<string, unknown>>;

export type ResourceKind = 'task' | 'source' | 'destination' | 'agent';

export interface Resources {
  /** Its description, or undefined where it is gone. */
  describe(kind: ResourceKind, arn: string): Promise<ResourceDescription | undefined>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
  /**
   * Asks for its deletion. `in-use`: DataSync says that something needs it; it says so for some seconds after that is
   * gone, too. No error where it is gone already.
   */
  remove(kind: ResourceKind, arn: string): Promise<'asked' | 'in-use'>;
}

/** The adapter for resources of the connection's Region; `changing` is the connection for what deletes them. */
export function openResources(
  connection: Connection,
  changing: Connection = connection,
): Resources {
  return new ResourcesAdapter(connection, changing);
}

class ResourcesAdapter implements Resources {
  readonly #client: DataSyncClient;
  readonly #remover: DataSyncClient;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, changing: Connection) {
    this.#client = new DataSyncClient(clientConfig(connection));
    this.#remover = new DataSyncClient(clientConfig(changing));
    this.#signal = connection.signal;
  }

  async describe(kind: ResourceKind, arn: string): Promise<ResourceDescription | undefined> {
    try {
      const { $metadata: _, ...members } = await this.#describe(kind, arn);
      return JSON.parse(JSON.stringify(members)) as ResourceDescription;
    } catch (thrown) {
      if (isGone(thrown)) return undefined;
      throw thrown;
    }
  }

  #describe(kind: ResourceKind, arn: string) {
    const client = this.#client;
    switch (kind) {
      case 'task':
        return this.#ask(request.describeTask(arn), arn, (input, options) =>
          client.send(new DescribeTaskCommand(input), options),
        );
      case 'source':
        return this.#ask(request.describeLocation('Nfs', arn), arn, (input, options) =>
          client.send(new DescribeLocationNfsCommand(input), options),
        );
      case 'destination':
        return this.#ask(request.describeLocation('S3', arn), arn, (input, options) =>
          client.send(new DescribeLocationS3Command(input), options),
        );
      case 'agent':
        return this.#ask(request.describeAgent(arn), arn, (input, options) =>
          client.send(new DescribeAgentCommand(input), options),
        );
    }
  }

  async tags(arn: string): Promise<Readonly<Record<string, string>>> {
    const { Tags = [] } = await this.#ask(request.listTagsForResource(arn), arn, (input, options) =>
      this.#client.send(new ListTagsForResourceCommand(input), options),
    );
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  async remove(kind: ResourceKind, arn: string): Promise<'asked' | 'in-use'> {
    try {
      await this.#remove(kind, arn);
    } catch (thrown) {
      if (isInUse(thrown)) return 'in-use';
      if (!isGone(thrown)) throw thrown;
    }
    return 'asked';
  }

  #remove(kind: ResourceKind, arn: string): Promise<unknown> {
    const client = this.#remover;
    switch (kind) {
      case 'task':
        return this.#ask(request.deleteTask(arn), arn, (input, options) =>
          client.send(new DeleteTaskCommand(input), options),
        );
      case 'source':
      case 'destination':
        return this.#ask(request.deleteLocation(arn), arn, (input, options) =>
          client.send(new DeleteLocationCommand(input), options),
        );
      case 'agent':
        return this.#ask(request.deleteAgent(arn), arn, (input, options) =>
          client.send(new DeleteAgentCommand(input), options),
        );
    }
  }

  #ask<Input, T>(asked: Asked<Input>, resource: string, send: SendAsked<Input, T>): Promise<T> {
    return ask(asked, { resource, signal: this.#signal }, send);
  }
}

const IN_USE = /\bin[- ]use by\b/i;

const isInUse = (thrown: unknown): boolean => isInvalid(thrown, IN_USE);

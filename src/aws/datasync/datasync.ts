// DataSync: the task of the runbook, its agents and its executions.
import {
  CancelTaskExecutionCommand,
  DataSyncClient,
  DescribeAgentCommand,
  DescribeLocationNfsCommand,
  DescribeTaskCommand,
  DescribeTaskExecutionCommand,
  ListTagsForResourceCommand,
  ListTaskExecutionsCommand,
  StartTaskExecutionCommand,
} from '@aws-sdk/client-datasync';
import type { DescribeTaskCommandOutput, Options } from '@aws-sdk/client-datasync';
import { CutoverError } from '../../core/errors.ts';
import * as request from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { toExecution } from './execution.ts';
import type { Execution } from './execution.ts';
import { ask } from '../errors.ts';
import type { Asked, SendAsked } from '../errors.ts';

export interface Task {
  readonly status: string;
  readonly name: string | undefined;
  /** BASIC or ENHANCED. */
  readonly mode: string | undefined;
  /** The most recent execution, live or not. */
  readonly latestExecution: string | undefined;
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** Absent: it starts when somebody starts it. */
  readonly schedule: { readonly expression: string; readonly status: string } | undefined;
  /** Patterns joined by `|`; '' for none. */
  readonly filters: { readonly includes: string; readonly excludes: string };
  /** The settings of every execution that overrides none, by their names in the API; undefined: none are shown. */
  readonly options: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Where the list of paths is to which every execution is limited; undefined: none. */
  readonly manifest: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorDetail: string | undefined;
}

/** A task report as StartTaskExecution takes it. */
export type ReportRequest = ReturnType<typeof request.taskReport>;

export interface Agent {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly lastSeen: Date | undefined;
}

export type Tags = Readonly<Record<string, string>>;

export interface DataSync {
  describeTask(): Promise<Task>;
  /** The agents of the task's source location. */
  describeAgents(sourceLocation: string): Promise<readonly Agent[]>;
  /** Starts an execution and answers its ARN. Never repeated by the SDK: the API has no client token. */
  start(tags: Tags, options: Options, report: ReportRequest | undefined): Promise<string>;
  describe(execution: string): Promise<Execution>;
  /** Executions that DataSync still lists (30 days), at most `limit`; their order is not documented. */
  list(limit: number): Promise<readonly { readonly arn: string; readonly status: string }[]>;
  /**
   * None where the execution is gone: DataSync keeps it for 30 days, and a task names its last one for longer (quotas in
   * the user guide).
   */
  tags(execution: string): Promise<Tags>;
  cancel(execution: string): Promise<void>;
}

/** The adapter for one task; `changing` is the connection for what starts and cancels. */
export function openDataSync(
  connection: Connection,
  taskArn: string,
  changing: Connection = connection,
): DataSync {
  return new TaskAdapter(connection, taskArn, changing);
}

class TaskAdapter implements DataSync {
  readonly #client: DataSyncClient;
  readonly #once: DataSyncClient;
  readonly #signal: AbortSignal;
  readonly #task: string;

  constructor(connection: Connection, taskArn: string, changing: Connection) {
    this.#client = new DataSyncClient(clientConfig(connection));
    this.#once = new DataSyncClient(clientConfig(changing, 1));
    this.#signal = connection.signal;
    this.#task = taskArn;
  }

  async describeTask(): Promise<Task> {
    const task = await this.#ask(request.describeTask(this.#task), this.#task, (input, options) =>
      this.#client.send(new DescribeTaskCommand(input), options),
    );
    return {
      status: task.Status ?? 'unknown',
      name: task.Name,
      mode: task.TaskMode,
      latestExecution: task.CurrentTaskExecutionArn,
      source: task.SourceLocationArn,
      destination: task.DestinationLocationArn,
      schedule: scheduleOf(task),
      filters: {
        includes: task.Includes?.[0]?.Value ?? '',
        excludes: task.Excludes?.[0]?.Value ?? '',
      },
      options: task.Options && { ...task.Options },
      manifest: manifestOf(task),
      errorCode: task.ErrorCode,
      errorDetail: task.ErrorDetail,
    };
  }

  async describeAgents(location: string): Promise<readonly Agent[]> {
    const { OnPremConfig: config } = await this.#ask(
      request.describeLocation('Nfs', location),
      location,
      (input, options) => this.#client.send(new DescribeLocationNfsCommand(input), options),
    );
    const agents: Agent[] = [];
    for (const arn of config?.AgentArns ?? []) agents.push(await this.#describeAgent(arn));
    return agents;
  }

  async #describeAgent(arn: string): Promise<Agent> {
    const agent = await this.#ask(request.describeAgent(arn), arn, (input, options) =>
      this.#client.send(new DescribeAgentCommand(input), options),
    );
    return {
      arn,
      name: agent.Name ?? arn,
      status: agent.Status ?? 'unknown',
      lastSeen: agent.LastConnectionTime,
    };
  }

  async start(tags: Tags, options: Options, report: ReportRequest | undefined): Promise<string> {
    const asked = request.startTaskExecution(this.#task, tags, options, report);
    // Not aborted on a signal: after a lost answer nobody would know the execution.
    const started = await this.#ask(asked, this.#task, (input) =>
      this.#once.send(new StartTaskExecutionCommand(input)),
    );
    return started.TaskExecutionArn ?? '';
  }

  async describe(execution: string): Promise<Execution> {
    const shape = await this.#ask(
      request.describeTaskExecution(execution),
      execution,
      (input, options) => this.#client.send(new DescribeTaskExecutionCommand(input), options),
    );
    return toExecution(execution, shape);
  }

  async list(limit: number): Promise<readonly { readonly arn: string; readonly status: string }[]> {
    const found: { arn: string; status: string }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#ask(
        request.listTaskExecutions(this.#task, NextToken),
        this.#task,
        (input, options) => this.#client.send(new ListTaskExecutionsCommand(input), options),
      );
      for (const { TaskExecutionArn: arn, Status } of page.TaskExecutions ?? [])
        if (arn !== undefined) found.push({ arn, status: Status ?? 'unknown' });
      NextToken = page.NextToken;
    } while (NextToken !== undefined && found.length < limit);
    return found.slice(0, limit);
  }

  async tags(execution: string): Promise<Tags> {
    const { Tags } = await this.#ask(
      request.listTagsForResource(execution),
      execution,
      (input, options) => this.#client.send(new ListTagsForResourceCommand(input), options),
    ).catch((thrown: unknown) => {
      if (isGone(thrown)) return { Tags: [] };
      throw thrown;
    });
    return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }

  async cancel(execution: string): Promise<void> {
    // Sent while the run's own signal is already aborted: this is what the signal asked for.
    const { signal } = new AbortController();
    await ask(request.cancelTaskExecution(execution), { resource: execution, signal }, (input) =>
      this.#once.send(new CancelTaskExecutionCommand(input)),
    );
  }

  #ask<Input, T>(asked: Asked<Input>, resource: string, send: SendAsked<Input, T>): Promise<T> {
    return ask(asked, { resource, signal: this.#signal }, send);
  }
}

/** An empty expression is how the API says that there is none. */
function scheduleOf({ Schedule }: DescribeTaskCommandOutput): Task['schedule'] {
  const { ScheduleExpression: expression = '', Status: status = 'ENABLED' } = Schedule ?? {};
  if (expression === '') return undefined;
  return { expression, status };
}

/** An empty configuration is how the API says that there is none. */
function manifestOf({ ManifestConfig: config }: DescribeTaskCommandOutput): string | undefined {
  if (config === undefined || Object.values(config).every((one) => one === undefined))
    return undefined;
  const { S3BucketArn: bucket = '?', ManifestObjectPath: path = '?' } = config.Source?.S3 ?? {};
  return `${bucket}/${path}`;
}

/**
 * DataSync has one exception for all that it refuses; its words distinguish them: "not found" of tasks, executions and
 * locations, "does not exist" of agents (Terraform's AWS provider reads the same).
 */
const GONE = /\bnot found\b|\bdoes not exist\b/i;

/** Whether DataSync has refused a call because what it names is not there. */
export const isGone = (thrown: unknown): boolean => isInvalid(thrown, GONE);

/** Whether DataSync has refused a call in these words. */
export function isInvalid(thrown: unknown, words: RegExp): boolean {
  if (!(thrown instanceof CutoverError)) return false;
  const { name, message } = (thrown.cause ?? {}) as Partial<Error>;
  return name === 'InvalidRequestException' && words.test(message ?? '');
}

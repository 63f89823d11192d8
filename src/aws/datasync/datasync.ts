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
import * as request from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { toExecution } from './execution.ts';
import type { Execution } from './execution.ts';
import { call } from '../errors.ts';
import type { Send } from '../errors.ts';

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
  start(
    tags: Tags,
    options: Options | undefined,
    report: ReportRequest | undefined,
  ): Promise<string>;
  describe(execution: string): Promise<Execution>;
  /** Executions that DataSync still lists (30 days), at most `limit`; their order is not documented. */
  list(limit: number): Promise<readonly { readonly arn: string; readonly status: string }[]>;
  tags(execution: string): Promise<Tags>;
  cancel(execution: string): Promise<void>;
}

/** The adapter for one task. */
export function openDataSync(connection: Connection, taskArn: string): DataSync {
  return new TaskAdapter(connection, taskArn);
}

class TaskAdapter implements DataSync {
  readonly #client: DataSyncClient;
  readonly #once: DataSyncClient;
  readonly #signal: AbortSignal;
  readonly #task: string;

  constructor(connection: Connection, taskArn: string) {
    this.#client = new DataSyncClient(clientConfig(connection));
    this.#once = new DataSyncClient(clientConfig(connection, 1));
    this.#signal = connection.signal;
    this.#task = taskArn;
  }

  async describeTask(): Promise<Task> {
    const command = new DescribeTaskCommand(request.describeTask(this.#task));
    const task = await this.#call('DescribeTask', this.#task, (options) =>
      this.#client.send(command, options),
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
      errorCode: task.ErrorCode,
      errorDetail: task.ErrorDetail,
    };
  }

  async describeAgents(location: string): Promise<readonly Agent[]> {
    const command = new DescribeLocationNfsCommand(request.describeLocationNfs(location));
    const { OnPremConfig: config } = await this.#call('DescribeLocationNfs', location, (options) =>
      this.#client.send(command, options),
    );
    const agents: Agent[] = [];
    for (const arn of config?.AgentArns ?? []) agents.push(await this.#describeAgent(arn));
    return agents;
  }

  async #describeAgent(arn: string): Promise<Agent> {
    const command = new DescribeAgentCommand(request.describeAgent(arn));
    const agent = await this.#call('DescribeAgent', arn, (options) =>
      this.#client.send(command, options),
    );
    return {
      arn,
      name: agent.Name ?? arn,
      status: agent.Status ?? 'unknown',
      lastSeen: agent.LastConnectionTime,
    };
  }

  async start(
    tags: Tags,
    options: Options | undefined,
    report: ReportRequest | undefined,
  ): Promise<string> {
    const command = new StartTaskExecutionCommand(
      request.startTaskExecution(this.#task, tags, options, report),
    );
    // Not aborted on a signal: a start whose answer is lost would leave an execution that nobody knows.
    const started = await this.#call('StartTaskExecution', this.#task, () =>
      this.#once.send(command),
    );
    return started.TaskExecutionArn ?? '';
  }

  async describe(execution: string): Promise<Execution> {
    const command = new DescribeTaskExecutionCommand(request.describeTaskExecution(execution));
    const shape = await this.#call('DescribeTaskExecution', execution, (options) =>
      this.#client.send(command, options),
    );
    return toExecution(execution, shape);
  }

  async list(limit: number): Promise<readonly { readonly arn: string; readonly status: string }[]> {
    const found: { arn: string; status: string }[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListTaskExecutionsCommand(
        request.listTaskExecutions(this.#task, NextToken),
      );
      const page = await this.#call('ListTaskExecutions', this.#task, (options) =>
        this.#client.send(command, options),
      );
      for (const { TaskExecutionArn: arn, Status } of page.TaskExecutions ?? [])
        if (arn !== undefined) found.push({ arn, status: Status ?? 'unknown' });
      NextToken = page.NextToken;
    } while (NextToken !== undefined && found.length < limit);
    return found.slice(0, limit);
  }

  async tags(execution: string): Promise<Tags> {
    const command = new ListTagsForResourceCommand(request.listTagsForResource(execution));
    const { Tags } = await this.#call('ListTagsForResource', execution, (options) =>
      this.#client.send(command, options),
    );
    return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }

  async cancel(execution: string): Promise<void> {
    const command = new CancelTaskExecutionCommand(request.cancelTaskExecution(execution));
    // Sent while the run's own signal is already aborted: this is what the signal asked for.
    await call(
      {
        action: 'datasync:CancelTaskExecution',
        resource: execution,
        signal: new AbortController().signal,
      },
      () => this.#once.send(command),
    );
  }

  #call<T>(action: string, resource: string, send: Send<T>): Promise<T> {
    return call({ action: `datasync:${action}`, resource, signal: this.#signal }, send);
  }
}

/** An empty expression is how the API says that there is none. */
function scheduleOf({ Schedule }: DescribeTaskCommandOutput): Task['schedule'] {
  const { ScheduleExpression: expression = '', Status: status = 'ENABLED' } = Schedule ?? {};
  if (expression === '') return undefined;
  return { expression, status };
}

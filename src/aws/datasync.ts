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
import type { DescribeTaskExecutionCommandOutput, Options } from '@aws-sdk/client-datasync';
import { clientConfig } from './connection.ts';
import type { Connection } from './connection.ts';
import { call } from './errors.ts';

export interface Task {
  readonly status: string;
  readonly name: string | undefined;
  /** The most recent execution, live or not. */
  readonly latestExecution: string | undefined;
  readonly source: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorDetail: string | undefined;
}

export interface Execution {
  readonly arn: string;
  /** SUCCESS and ERROR are the only ends; a cancelled one ends in ERROR. */
  readonly status: string;
  readonly mode: string;
  readonly files: { readonly estimated: number; readonly done: number; readonly verified: number };
  /** Folders moved, counted apart in ENHANCED mode only; in BASIC mode they are among the files. */
  readonly folders: number | undefined;
  readonly bytes: { readonly estimated: number; readonly done: number };
  readonly totalMs: number | undefined;
  readonly errorCode: string | undefined;
  readonly errorDetail: string | undefined;
}

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
  start(tags: Tags, options: Options | undefined): Promise<string>;
  describe(execution: string): Promise<Execution>;
  /** Executions that DataSync still lists (30 days), at most `limit`; their order is not documented. */
  list(limit: number): Promise<readonly { readonly arn: string; readonly status: string }[]>;
  tags(execution: string): Promise<Tags>;
  cancel(execution: string): Promise<void>;
}

/** The adapter for one task. */
export function openDataSync(connection: Connection, taskArn: string): DataSync {
  const client = new DataSyncClient(clientConfig(connection));
  const once = new DataSyncClient(clientConfig(connection, 1));
  const { signal } = connection;
  const about = (action: string, resource: string) => ({
    action: `datasync:${action}`,
    resource,
    signal,
  });
  const abortSignal = { abortSignal: signal };

  return {
    describeTask: async () => {
      const command = new DescribeTaskCommand({ TaskArn: taskArn });
      const task = await call(about('DescribeTask', taskArn), () => client.send(command, abortSignal));
      return {
        status: task.Status ?? 'unknown',
        name: task.Name,
        latestExecution: task.CurrentTaskExecutionArn,
        source: task.SourceLocationArn,
        errorCode: task.ErrorCode,
        errorDetail: task.ErrorDetail,
      };
    },

    describeAgents: async (location) => {
      const command = new DescribeLocationNfsCommand({ LocationArn: location });
      const { OnPremConfig: config } = await call(about('DescribeLocationNfs', location), () =>
        client.send(command, abortSignal),
      );
      return Promise.all((config?.AgentArns ?? []).map(describeAgent));
    },

    start: async (tags, options) => {
      const command = new StartTaskExecutionCommand({
        TaskArn: taskArn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        ...(options && { OverrideOptions: options }),
      });
      // Not aborted on a signal: a start whose answer is lost would leave an execution that nobody knows.
      const started = await call(about('StartTaskExecution', taskArn), () => once.send(command));
      return started.TaskExecutionArn ?? '';
    },

    describe: async (execution) => {
      const command = new DescribeTaskExecutionCommand({ TaskExecutionArn: execution });
      return toExecution(
        execution,
        await call(about('DescribeTaskExecution', execution), () =>
          client.send(command, abortSignal),
        ),
      );
    },

    list: async (limit) => {
      const found: { arn: string; status: string }[] = [];
      let NextToken: string | undefined;
      do {
        const command = new ListTaskExecutionsCommand({
          TaskArn: taskArn,
          MaxResults: 100,
          ...(NextToken === undefined ? {} : { NextToken }),
        });
        const page = await call(about('ListTaskExecutions', taskArn), () =>
          client.send(command, abortSignal),
        );
        for (const { TaskExecutionArn: arn, Status } of page.TaskExecutions ?? [])
          if (arn !== undefined) found.push({ arn, status: Status ?? 'unknown' });
        NextToken = page.NextToken;
      } while (NextToken !== undefined && found.length < limit);
      return found.slice(0, limit);
    },

    tags: async (execution) => {
      const command = new ListTagsForResourceCommand({ ResourceArn: execution });
      const { Tags } = await call(about('ListTagsForResource', execution), () =>
        client.send(command, abortSignal),
      );
      return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    },

    cancel: async (execution) => {
      const command = new CancelTaskExecutionCommand({ TaskExecutionArn: execution });
      // Sent while the run's own signal is already aborted: this is what the signal asked for.
      await call(
        { ...about('CancelTaskExecution', execution), signal: new AbortController().signal },
        () => once.send(command),
      );
    },
  };

  async function describeAgent(arn: string): Promise<Agent> {
    const command = new DescribeAgentCommand({ AgentArn: arn });
    const agent = await call(about('DescribeAgent', arn), () => client.send(command, abortSignal));
    return {
      arn,
      name: agent.Name ?? arn,
      status: agent.Status ?? 'unknown',
      lastSeen: agent.LastConnectionTime,
    };
  }
}

function toExecution(arn: string, shape: DescribeTaskExecutionCommandOutput): Execution {
  return {
    arn,
    status: shape.Status ?? 'unknown',
    mode: shape.TaskMode ?? 'BASIC',
    files: {
      estimated: Number(shape.EstimatedFilesToTransfer ?? 0),
      done: Number(shape.FilesTransferred ?? 0),
      verified: Number(shape.FilesVerified ?? 0),
    },
    folders: shape.FoldersTransferred === undefined ? undefined : Number(shape.FoldersTransferred),
    bytes: {
      estimated: Number(shape.EstimatedBytesToTransfer ?? 0),
      done: Number(shape.BytesTransferred ?? 0),
    },
    totalMs: shape.Result?.TotalDuration,
    errorCode: shape.Result?.ErrorCode,
    errorDetail: shape.Result?.ErrorDetail,
  };
}

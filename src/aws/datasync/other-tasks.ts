// DataSync beside the task of the runbook: which other tasks write where. Only those of the task's Region and account.
import { DataSyncClient, ListLocationsCommand, ListTasksCommand } from '@aws-sdk/client-datasync';
import { listLocations, listTasks } from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface OtherTasks {
  /** All locations that are in S3, `s3://bucket/prefix/`. */
  locations(): Promise<readonly { readonly arn: string; readonly uri: string }[]>;
  /** The tasks from or to a location, the runbook's own left out. */
  tasksAt(location: string): Promise<readonly string[]>;
}

/** The adapter; `own` is the ARN of the runbook's task. */
export function openOtherTasks(connection: Connection, own: string): OtherTasks {
  const client = new DataSyncClient(clientConfig(connection));
  const { signal } = connection;
  return {
    locations: async () => {
      const found: { arn: string; uri: string }[] = [];
      let NextToken: string | undefined;
      do {
        const about = { resource: 'all locations', signal };
        const page = await ask(listLocations(NextToken), about, (input, options) =>
          client.send(new ListLocationsCommand(input), options),
        );
        for (const { LocationArn: arn = '', LocationUri: uri = '' } of page.Locations ?? [])
          if (uri.startsWith('s3:')) found.push({ arn, uri });
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
    tasksAt: async (location) => {
      const found: string[] = [];
      const id = location.slice(location.lastIndexOf('/') + 1);
      let NextToken: string | undefined;
      do {
        const about = { resource: location, signal };
        const page = await ask(listTasks(id, NextToken), about, (input, options) =>
          client.send(new ListTasksCommand(input), options),
        );
        for (const { TaskArn } of page.Tasks ?? [])
          if (TaskArn !== undefined && TaskArn !== own) found.push(TaskArn);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
  };
}

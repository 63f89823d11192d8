// CloudWatch Logs: the group that EventBridge puts the gateway's events into.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Instant } from '../../core/clock.ts';
import { filterLogEvents } from '../../core/requests/logs.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface EventLog {
  /** The messages since `since` that hold `term` as a whole; pages may be empty and are all read. */
  find(term: string, since: Instant): Promise<readonly string[]>;
}

/** The adapter for one log group. */
export function openEventLog(connection: Connection, group: string): EventLog {
  const client = new CloudWatchLogsClient(clientConfig(connection));
  const { signal } = connection;
  return {
    find: async (term, since) => {
      const messages: string[] = [];
      let nextToken: string | undefined;
      do {
        const asked = filterLogEvents(group, { term, since: Math.floor(since) }, nextToken);
        const about = { resource: `log group ${group}`, signal };
        const page = await ask(asked, about, (input, options) =>
          client.send(new FilterLogEventsCommand(input), options),
        );
        for (const { message } of page.events ?? [])
          if (message !== undefined) messages.push(message);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return messages;
    },
  };
}

// DataSync: what may be changed about the task itself, its schedule and its tags.
import {
  DataSyncClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTaskCommand,
} from '@aws-sdk/client-datasync';
import * as request from '../../core/requests/datasync.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';
import type { Tags } from './datasync.ts';

export interface TaskSettings {
  /** Tags of the task. */
  tags(): Promise<Tags>;
  tag(key: string, value: string): Promise<void>;
  /** No error where the task does not have the tag. */
  untag(key: string): Promise<void>;
  /** DataSync takes no status without an expression, so a schedule that is off keeps its own. */
  setSchedule(expression: string, status: 'ENABLED' | 'DISABLED'): Promise<void>;
}

/** The adapter for one task; `changing` is the connection for all but the look at its tags. */
export function openTaskSettings(
  connection: Connection,
  task: string,
  changing: Connection,
): TaskSettings {
  const reader = new DataSyncClient(clientConfig(connection));
  const writer = new DataSyncClient(clientConfig(changing));
  const about = { resource: task, signal: connection.signal };
  return {
    tags: async () => {
      const { Tags = [] } = await ask(request.listTagsForResource(task), about, (input, options) =>
        reader.send(new ListTagsForResourceCommand(input), options),
      );
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    tag: async (key, value) => {
      await ask(request.tagResource(task, key, value), about, (input, options) =>
        writer.send(new TagResourceCommand(input), options),
      );
    },
    untag: async (key) => {
      await ask(request.untagResource(task, key), about, (input, options) =>
        writer.send(new UntagResourceCommand(input), options),
      );
    },
    setSchedule: async (expression, status) => {
      const asked = request.updateSchedule(task, { expression, status });
      await ask(asked, about, (input, options) =>
        writer.send(new UpdateTaskCommand(input), options),
      );
    },
  };
}

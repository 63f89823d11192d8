// Settings that a runbook may override for its DataSync executions, named and valued as in the DataSync API.
import * as z from 'zod/mini';

const oneOf = <const T extends readonly string[]>(...values: T) =>
  z.optional(z.enum(values, { error: `one of ${values.join(', ')}` }));

const bandwidth = 'a whole number of bytes per second, or -1 for no limit';

export const taskOptions = z.strictObject(
  {
    VerifyMode: oneOf('POINT_IN_TIME_CONSISTENT', 'ONLY_FILES_TRANSFERRED', 'NONE'),
    OverwriteMode: oneOf('ALWAYS', 'NEVER'),
    Atime: oneOf('BEST_EFFORT', 'NONE'),
    Mtime: oneOf('PRESERVE', 'NONE'),
    Uid: oneOf('NONE', 'INT_VALUE', 'NAME', 'BOTH'),
    Gid: oneOf('NONE', 'INT_VALUE', 'NAME', 'BOTH'),
    PreserveDeletedFiles: oneOf('PRESERVE', 'REMOVE'),
    PreserveDevices: oneOf('NONE', 'PRESERVE'),
    PosixPermissions: oneOf('PRESERVE', 'NONE'),
    BytesPerSecond: z.optional(z.int({ error: bandwidth }).check(z.gte(-1, { error: bandwidth }))),
    TaskQueueing: oneOf('ENABLED', 'DISABLED'),
    LogLevel: oneOf('OFF', 'BASIC', 'TRANSFER'),
    TransferMode: oneOf('CHANGED', 'ALL'),
    ObjectTags: oneOf('PRESERVE', 'NONE'),
  },
  { error: 'a section of DataSync options, such as "VerifyMode: ONLY_FILES_TRANSFERRED"' },
);

/** Options to give to StartTaskExecution. */
export type TaskOptions = Readonly<z.output<typeof taskOptions>>;

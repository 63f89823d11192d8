// The options of a task: their defaults, and which of them go together.
import { invalidRequest } from './errors.ts';
import type { TaskMode } from './task-mode.ts';

export interface TaskOptions {
  readonly VerifyMode: 'POINT_IN_TIME_CONSISTENT' | 'ONLY_FILES_TRANSFERRED' | 'NONE';
  readonly OverwriteMode: 'ALWAYS' | 'NEVER';
  readonly Atime: 'NONE' | 'BEST_EFFORT';
  readonly Mtime: 'NONE' | 'PRESERVE';
  readonly Uid: 'NONE' | 'INT_VALUE' | 'NAME' | 'BOTH';
  readonly Gid: 'NONE' | 'INT_VALUE' | 'NAME' | 'BOTH';
  readonly PreserveDeletedFiles: 'PRESERVE' | 'REMOVE';
  readonly PreserveDevices: 'NONE' | 'PRESERVE';
  readonly PosixPermissions: 'NONE' | 'PRESERVE';
  readonly BytesPerSecond: number;
  readonly TaskQueueing: 'ENABLED' | 'DISABLED';
  readonly LogLevel: 'OFF' | 'BASIC' | 'TRANSFER';
  readonly TransferMode: 'CHANGED' | 'ALL';
  readonly SecurityDescriptorCopyFlags: 'NONE' | 'OWNER_DACL' | 'OWNER_DACL_SACL';
  readonly ObjectTags: 'PRESERVE' | 'NONE';
  /** For tasks between object storage systems, and without effect on files: shown only where it was chosen. */
  readonly ObjectMetadata?: 'PRESERVE' | 'NONE';
}

/** What a task from NFS to S3 has when nothing was chosen for it. */
export function defaultOptions(mode: TaskMode): TaskOptions {
  return {
    VerifyMode: mode === 'BASIC' ? 'POINT_IN_TIME_CONSISTENT' : 'ONLY_FILES_TRANSFERRED',
    OverwriteMode: 'ALWAYS',
    Atime: 'BEST_EFFORT',
    Mtime: 'PRESERVE',
    Uid: 'INT_VALUE',
    Gid: 'INT_VALUE',
    PreserveDeletedFiles: 'PRESERVE',
    PreserveDevices: 'NONE',
    PosixPermissions: 'PRESERVE',
    BytesPerSecond: -1,
    TaskQueueing: 'ENABLED',
    LogLevel: 'TRANSFER',
    TransferMode: 'CHANGED',
    SecurityDescriptorCopyFlags: 'NONE',
    ObjectTags: 'PRESERVE',
  };
}

/** The options of a run: those given over those of the task; a combination that AWS refuses is refused. */
export function mergeOptions(
  base: TaskOptions,
  given: Partial<TaskOptions> | undefined,
  mode: TaskMode,
): TaskOptions {
  const merged: TaskOptions = { ...base, ...given };
  const problem = combinationProblem(merged, mode);
  if (problem !== undefined) throw invalidRequest(problem);
  return merged;
}

function combinationProblem(options: TaskOptions, mode: TaskMode): string | undefined {
  if (options.PreserveDeletedFiles === 'REMOVE' && options.TransferMode === 'ALL')
    return 'PreserveDeletedFiles REMOVE cannot be used with TransferMode ALL.';
  if ((options.Atime === 'NONE') !== (options.Mtime === 'NONE'))
    return 'Atime BEST_EFFORT goes with Mtime PRESERVE, Atime NONE with Mtime NONE.';
  if ([options.Uid, options.Gid].some((value) => value === 'NAME' || value === 'BOTH'))
    return 'Uid and Gid must be INT_VALUE or NONE for an NFS location.';
  if (options.SecurityDescriptorCopyFlags !== 'NONE')
    return 'SecurityDescriptorCopyFlags is for SMB locations only.';
  if (options.PreserveDevices === 'PRESERVE')
    return 'PreserveDevices PRESERVE is not supported for an S3 location.';
  if (mode === 'ENHANCED' && options.VerifyMode === 'POINT_IN_TIME_CONSISTENT')
    return 'VerifyMode POINT_IN_TIME_CONSISTENT is not supported in Enhanced mode.';
  return undefined;
}

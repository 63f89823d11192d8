// What an execution counts, and how DescribeTaskExecution shows it: one way in Basic mode, another in Enhanced.
import type { Json } from '../../protocol/service.ts';
import type { TaskMode } from '../task-mode.ts';

const TALLIES = [
  'listed',
  'listedForDelete',
  'prepared',
  'estimated',
  'estimatedDeletes',
  'transferred',
  'verified',
  'skipped',
  'deleted',
  'failedPrepare',
  'failedTransfer',
  'failedVerify',
  'failedDelete',
] as const;

export type TallyName = (typeof TALLIES)[number];

interface Tally {
  files: number;
  folders: number;
}

export interface Counters {
  readonly tallies: Readonly<Record<TallyName, Tally>>;
  estimatedBytes: number;
  bytes: number;
}

/** Nothing counted yet. */
export function newCounters(): Counters {
  const tallies = Object.fromEntries(TALLIES.map((name) => [name, { files: 0, folders: 0 }]));
  return { tallies: tallies as Record<TallyName, Tally>, estimatedBytes: 0, bytes: 0 };
}

/** The counts as they are now. */
export function copyOf({ tallies, ...bytes }: Counters): Counters {
  const copied = TALLIES.map((name): [TallyName, Tally] => [name, { ...tallies[name] }]);
  return { ...bytes, tallies: Object.fromEntries(copied) as Record<TallyName, Tally> };
}

/** Counts one more. */
export function count(counters: Counters, name: TallyName, isFolder: boolean): void {
  counters.tallies[name][isFolder ? 'folders' : 'files'] += 1;
}

/** Files and folders together. */
export function total(counters: Counters, name: TallyName): number {
  const { files, folders } = counters.tallies[name];
  return files + folders;
}

/** Whether anything could not be listed, copied, compared or removed. */
export function failures(counters: Counters): number {
  const names = ['failedPrepare', 'failedTransfer', 'failedVerify', 'failedDelete'] as const;
  return names.reduce((sum, name) => sum + total(counters, name), 0);
}

/** The members of DescribeTaskExecution that count. */
export function describeCounters(counters: Counters, mode: TaskMode, removes: boolean): Json {
  const bytes = {
    EstimatedBytesToTransfer: counters.estimatedBytes,
    BytesTransferred: counters.bytes,
    BytesCompressed: counters.bytes,
    BytesWritten: counters.bytes,
  };
  return { ...bytes, ...(mode === 'BASIC' ? basic(counters, removes) : enhanced(counters)) };
}

function basic(counters: Counters, removes: boolean): Json {
  const deletes = total(counters, 'estimatedDeletes');
  return {
    EstimatedFilesToTransfer: total(counters, 'estimated') + (removes ? deletes : 0),
    EstimatedFilesToDelete: deletes,
    FilesTransferred: total(counters, 'transferred'),
    FilesVerified: total(counters, 'verified'),
    FilesSkipped: total(counters, 'skipped'),
    FilesDeleted: total(counters, 'deleted'),
  };
}

function enhanced({ tallies }: Counters): Json {
  const each = (name: TallyName): [number, number] => [tallies[name].files, tallies[name].folders];
  const pairs: Record<string, [number, number]> = {
    Transferred: each('transferred'),
    Verified: each('verified'),
    Skipped: each('skipped'),
    Deleted: each('deleted'),
    Prepared: each('prepared'),
  };
  const counted: Record<string, number> = {};
  for (const [name, [files, folders]] of Object.entries(pairs)) {
    counted[`Files${name}`] = files;
    counted[`Folders${name}`] = folders;
  }
  const failed = (kind: 'files' | 'folders'): Json => ({
    Prepare: tallies.failedPrepare[kind],
    Transfer: tallies.failedTransfer[kind],
    Verify: tallies.failedVerify[kind],
    Delete: tallies.failedDelete[kind],
  });
  const listed = (kind: 'files' | 'folders'): Json => ({
    AtSource: tallies.listed[kind],
    AtDestinationForDelete: tallies.listedForDelete[kind],
  });
  return {
    ...counted,
    EstimatedFilesToTransfer: tallies.estimated.files,
    EstimatedFoldersToTransfer: tallies.estimated.folders,
    EstimatedFilesToDelete: tallies.estimatedDeletes.files,
    EstimatedFoldersToDelete: tallies.estimatedDeletes.folders,
    FilesListed: listed('files'),
    FoldersListed: listed('folders'),
    FilesFailed: failed('files'),
    FoldersFailed: { List: 0, ...failed('folders') },
  };
}

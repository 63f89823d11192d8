// The work of an execution: list and compare, copy and remove, compare again. Nothing per path is kept.
import { createHash } from 'node:crypto';
import type { Instant } from '../../time/clock.ts';
import { pieces } from '../../s3/objects/store.ts';
import { below } from '../../files/tree.ts';
import type { Compared, Ends } from './comparison.ts';
import { compare, copy, sameMetadata, surplus } from './comparison.ts';
import type { Counters } from './counters.ts';
import { count } from './counters.ts';
import type { Selection } from './filters.ts';
import type { TaskOptions } from '../options.ts';
import { note } from './task-report.ts';
import type { TaskReport } from './task-report-model.ts';

export interface Work {
  readonly ends: Ends;
  readonly options: TaskOptions;
  readonly selected: Selection;
  /** What has really been done so far. */
  readonly counters: Counters;
  /** What the task report gets. */
  readonly report?: TaskReport;
  /** A line for the task's log group. */
  readonly log: (line: string) => void;
  /** Called after each object that was written or removed; copying goes on when it resolves. */
  readonly pace: (bytes: number) => Promise<void>;
}

/** Lists both ends and counts what has to be done. */
export async function prepare(work: Work): Promise<void> {
  const { ends, options, selected, counters, log, report } = work;
  for await (const one of compare(ends, options, selected)) {
    if (one.entry.kind === 'unreadable') {
      count(counters, 'failedPrepare', true);
      note(report, 'Transferred', one, one.why ?? 'Permission denied');
      log(`[ERROR] Failed to list source directory ${one.path}: ${one.why ?? ''}`);
      continue;
    }
    count(counters, 'listed', one.isFolder);
    if (one.is !== 'changed' && one.is !== 'impossible') continue;
    count(counters, 'prepared', one.isFolder);
    count(counters, 'estimated', one.isFolder);
    counters.estimatedBytes += one.size;
  }
  if (options.PreserveDeletedFiles !== 'REMOVE') return;
  for await (const { isFolder, gone } of surplus(ends, selected)) {
    count(counters, 'listedForDelete', isFolder);
    if (gone) count(counters, 'estimatedDeletes', isFolder);
  }
}

/** Copies what has changed; with PreserveDeletedFiles REMOVE also removes what the source no longer has. */
export async function transfer(work: Work): Promise<void> {
  const { ends, options, selected, counters, log, pace, report } = work;
  for await (const one of compare(ends, options, selected)) {
    if (one.entry.kind === 'unreadable') continue;
    if (one.is === 'same' || one.is === 'special') {
      count(counters, 'skipped', one.isFolder);
      note(report, 'Skipped', one);
      if (one.is === 'special') log(`[WARN] Skipped special file ${one.path}`);
      continue;
    }
    const why = one.is === 'impossible' ? one.why : await tryCopy(one, ends);
    note(report, 'Transferred', one, why);
    if (why === undefined) {
      count(counters, 'transferred', one.isFolder);
      counters.bytes += one.size;
      if (options.LogLevel === 'TRANSFER') log(`[INFO] Transferred ${one.path}`);
    } else {
      count(counters, 'failedTransfer', one.isFolder);
      log(`[ERROR] Failed to transfer ${one.path}: ${why}`);
    }
    await pace(one.size);
  }
  if (options.PreserveDeletedFiles !== 'REMOVE') return;
  for await (const { key, isFolder, gone } of surplus(ends, selected)) {
    if (!gone) continue;
    ends.store.remove(ends.bucket, key);
    count(counters, 'deleted', isFolder);
    note(report, 'Deleted', { path: `/${key.slice(ends.prefix.length)}`, isFolder, size: 0 });
    if (options.LogLevel === 'TRANSFER') log(`[INFO] Deleted ${key}`);
    await pace(0);
  }
}

/** Compares content and attributes again: everything, or what was written since `since`. */
export async function verify(work: Work, since: Instant): Promise<void> {
  const { ends, options, selected, counters, log, report } = work;
  for await (const one of compare(ends, options, selected)) {
    if (one.is === 'special' || one.is === 'impossible') continue;
    const object = ends.store.get(ends.bucket, one.key);
    const old = object !== undefined && object.lastModified < since;
    if (old && options.VerifyMode === 'ONLY_FILES_TRANSFERRED') continue;
    const left = object !== undefined && options.OverwriteMode === 'NEVER';
    const equal =
      object?.size === one.size &&
      sameMetadata(one.metadata, object) &&
      (one.entry.kind !== 'file' || digest(one, ends) === object.sha256);
    if (equal || left) {
      count(counters, 'verified', one.isFolder);
      note(report, 'Verified', one);
      continue;
    }
    count(counters, 'failedVerify', one.isFolder);
    note(report, 'Verified', one, 'Verification failed');
    log(`[NOTICE] Verification failed <> ${one.path}`);
  }
}

async function tryCopy(one: Compared, ends: Ends): Promise<string | undefined> {
  try {
    await copy(one, ends);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return 'Permission denied';
    if (code === 'ENOENT') return 'No such file or directory';
    throw error;
  }
}

function digest({ entry }: Compared, ends: Ends): string | undefined {
  try {
    const hash = createHash('sha256');
    for (const piece of pieces(below(ends.source, entry.path))) hash.update(piece);
    return hash.digest('hex');
  } catch {
    // Gone or unreadable by now: not equal to anything.
    return undefined;
  }
}

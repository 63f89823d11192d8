// An execution of a DataSync task as DescribeTaskExecution returns it.
import type { DescribeTaskExecutionCommandOutput } from '@aws-sdk/client-datasync';
import { counted, visible } from '../../core/text/markdown.ts';

/** In BASIC mode folders are counted among the files. */
export interface Counted {
  readonly files: number;
  readonly folders: number;
}

export interface Execution {
  readonly arn: string;
  /** SUCCESS and ERROR are the only ends; a cancelled one ends in ERROR. */
  readonly status: string;
  readonly mode: string;
  readonly files: { readonly estimated: number; readonly done: number; readonly verified: number };
  /** Files that it has found at the source. BASIC mode only counts what it moved or skipped, folders included. */
  readonly seen: number;
  /** Folders moved, counted apart in ENHANCED mode only; in BASIC mode they are among the files. */
  readonly folders: number | undefined;
  /** Files, and in BASIC mode folders too. DataSync skips what is unchanged or filtered, and what it cannot copy. */
  readonly skipped: Counted;
  /** Removed at the destination. AWS documents it as always 0 unless the options say REMOVE. */
  readonly deleted: Counted;
  /** What failed, by phase, where anything did. Only ENHANCED mode counts it. */
  readonly failed: readonly { readonly phase: string; readonly counted: Counted }[];
  /** PENDING, SUCCESS or ERROR; undefined: DataSync does not say. */
  readonly phases: Readonly<Record<'prepare' | 'transfer' | 'verify', string | undefined>>;
  /** The options that it ran with, by their names in the API. */
  readonly options: Readonly<Record<string, string | number | undefined>>;
  readonly bytes: { readonly estimated: number; readonly done: number };
  /** When the execution really began; a queued one begins later than it was requested. */
  readonly began: Date | undefined;
  readonly totalMs: number | undefined;
  /** What it took to move the files. */
  readonly transferMs: number | undefined;
  readonly errorCode: string | undefined;
  readonly errorDetail: string | undefined;
  /** Absent: none was asked for. Its status is PENDING, possibly for some time after the end, then SUCCESS or ERROR. */
  readonly report:
    | {
        readonly status: string | undefined;
        readonly errorCode: string | undefined;
        readonly errorDetail: string | undefined;
      }
    | undefined;
}

/** The members that the steps look at; counts that are missing are 0. */
export function toExecution(arn: string, shape: DescribeTaskExecutionCommandOutput): Execution {
  return {
    arn,
    status: shape.Status ?? 'unknown',
    mode: shape.TaskMode ?? 'BASIC',
    files: {
      estimated: shape.EstimatedFilesToTransfer ?? 0,
      done: shape.FilesTransferred ?? 0,
      verified: shape.FilesVerified ?? 0,
    },
    seen: shape.FilesListed?.AtSource ?? (shape.FilesTransferred ?? 0) + (shape.FilesSkipped ?? 0),
    folders: shape.FoldersTransferred,
    skipped: { files: shape.FilesSkipped ?? 0, folders: shape.FoldersSkipped ?? 0 },
    deleted: { files: shape.FilesDeleted ?? 0, folders: shape.FoldersDeleted ?? 0 },
    failed: failedOf(shape),
    phases: {
      prepare: shape.Result?.PrepareStatus,
      transfer: shape.Result?.TransferStatus,
      verify: shape.Result?.VerifyStatus,
    },
    options: { ...shape.Options },
    bytes: {
      estimated: shape.EstimatedBytesToTransfer ?? 0,
      done: shape.BytesTransferred ?? 0,
    },
    began: shape.LaunchTime ?? shape.StartTime,
    totalMs: shape.Result?.TotalDuration,
    transferMs: shape.Result?.TransferDuration,
    errorCode: shape.Result?.ErrorCode,
    errorDetail: shape.Result?.ErrorDetail,
    report: shape.TaskReportConfig && {
      status: shape.ReportResult?.Status,
      errorCode: shape.ReportResult?.ErrorCode,
      errorDetail: shape.ReportResult?.ErrorDetail,
    },
  };
}

const LONGEST_DETAIL = 500;

const PHASES = ['List', 'Prepare', 'Transfer', 'Verify', 'Delete'] as const;

function failedOf({
  FilesFailed,
  FoldersFailed,
}: DescribeTaskExecutionCommandOutput): Execution['failed'] {
  // Files have no count for List.
  const files: Partial<Record<(typeof PHASES)[number], number | undefined>> = FilesFailed ?? {};
  return PHASES.map((phase) => ({
    phase,
    counted: { files: files[phase] ?? 0, folders: FoldersFailed?.[phase] ?? 0 },
  })).filter(({ counted: { files: some, folders } }) => some + folders > 0);
}

/** `2 files and 1 folder`; in BASIC mode, which counts them together, `2 files and folders`. */
export function inWords({ files, folders }: Counted, { mode }: Pick<Execution, 'mode'>): string {
  if (mode === 'BASIC') return files === 1 ? '1 file or folder' : `${files} files and folders`;
  const parts = [
    ...(files > 0 || folders === 0 ? [counted(files, 'file')] : []),
    ...(folders > 0 ? [counted(folders, 'folder')] : []),
  ];
  return parts.join(' and ');
}

/**
 * What an ended execution tells of failures, in words: SUCCESS can stand beside all of it. Skipped files are a failure
 * only where the options leave nothing else to skip for: otherwise unchanged and filtered ones are among them.
 */
export function troublesOf(execution: Execution): readonly string[] {
  const { status, failed, deleted, skipped, options, errorCode, errorDetail } = execution;
  const error = [errorCode, errorDetail?.slice(0, LONGEST_DETAIL)].filter(
    (one) => one !== undefined && one !== '',
  );
  const all = options.TransferMode === 'ALL' || options.OverwriteMode === 'NEVER';
  return [
    ...(status === 'SUCCESS' ? [] : [`it ended in ${status}`]),
    ...(error.length === 0 ? [] : [visible(`it names the error ${error.join(': ')}`)]),
    ...failed.map(
      (one) => `${inWords(one.counted, execution)} failed in ${one.phase.toUpperCase()}`,
    ),
    ...(all && any(skipped) ? [`${inWords(skipped, execution)} skipped`] : []),
    ...(any(deleted) ? [`${inWords(deleted, execution)} deleted in the bucket`] : []),
  ];
}

/** Whether anything was counted. */
export const any = ({ files, folders }: Counted): boolean => files + folders > 0;

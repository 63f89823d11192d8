// An execution of a DataSync task as DescribeTaskExecution returns it.
import type { DescribeTaskExecutionCommandOutput } from '@aws-sdk/client-datasync';

export interface Execution {
  readonly arn: string;
  /** SUCCESS and ERROR are the only ends; a cancelled one ends in ERROR. */
  readonly status: string;
  readonly mode: string;
  readonly files: { readonly estimated: number; readonly done: number; readonly verified: number };
  /** Folders moved, counted apart in ENHANCED mode only; in BASIC mode they are among the files. */
  readonly folders: number | undefined;
  readonly bytes: { readonly estimated: number; readonly done: number };
  /** When the execution really began; a queued one begins later than it was requested. */
  readonly began: Date | undefined;
  readonly totalMs: number | undefined;
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
    folders: shape.FoldersTransferred,
    bytes: {
      estimated: shape.EstimatedBytesToTransfer ?? 0,
      done: shape.BytesTransferred ?? 0,
    },
    began: shape.LaunchTime ?? shape.StartTime,
    totalMs: shape.Result?.TotalDuration,
    errorCode: shape.Result?.ErrorCode,
    errorDetail: shape.Result?.ErrorDetail,
    report: shape.TaskReportConfig && {
      status: shape.ReportResult?.Status,
      errorCode: shape.ReportResult?.ErrorCode,
      errorDetail: shape.ReportResult?.ErrorDetail,
    },
  };
}

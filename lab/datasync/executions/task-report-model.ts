// A task report that an execution was asked for, and what it has noted so far.
import type { Json } from '../../protocol/service.ts';
import type { TaskMode } from '../task-mode.ts';

/** The lists of a task report. */
export type List = 'Transferred' | 'Skipped' | 'Verified' | 'Deleted';

export interface ReportConfig extends Json {
  readonly Destination?: {
    readonly S3?: {
      readonly S3BucketArn: string;
      readonly BucketAccessRoleArn: string;
      readonly Subdirectory?: string;
    };
  };
  readonly OutputType?: 'SUMMARY_ONLY' | 'STANDARD';
  readonly ReportLevel?: 'ERRORS_ONLY' | 'SUCCESSES_AND_ERRORS';
}

export interface TaskReport {
  readonly config: ReportConfig;
  /** Of the task: each mode has its own members. */
  readonly mode: TaskMode;
  status: 'PENDING' | 'SUCCESS' | 'ERROR';
  error?: { readonly code: string; readonly detail: string };
  readonly lists: Record<List, Json[]>;
}

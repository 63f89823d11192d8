// How a scenario makes the task, and its reports, other than the runbook says.
import type { TaskOptions } from '../datasync/options.ts';

/** How the task differs from what the runbook says. */
export interface TaskFaults {
  /** The task's mode where it is not BASIC. */
  readonly mode?: 'ENHANCED';
  /** DataSync starts the task every hour, for the first time after so many minutes (60 unless said). */
  readonly schedule?: 'enabled';
  readonly startsInMinutes?: number;
  /** So many seconds after a change IAM learns of the tag that fences the task. */
  readonly tagDelaySeconds?: number;
  /** What an execution takes to transfer, where it is not half a minute. */
  readonly transferSeconds?: number;
  /**
   * `once`: an execution makes one object of a file with several names, the first that it meets; other names that have
   * no object yet are skipped. AWS documents it for the first transfer to S3.
   */
  readonly hardLinks?: 'once';
  /** Where the task writes in the bucket. */
  readonly prefix?: string;
  /** The folder of the NFS server that the task reads, as DataSync shows it. */
  readonly reads?: string;
  readonly storageClass?: string;
  /** How DataSync writes the times of files into the metadata of objects, where it is not nanoseconds. */
  readonly times?: 'milliseconds';
  /** Options of the task that are not the defaults. */
  readonly options?: Partial<TaskOptions>;
  /** The task has a manifest of these paths, and takes nothing else. */
  readonly manifest?: readonly string[];
  /** DataSync has forgotten the last execution of the task, which is older than 30 days, but for its ARN. */
  readonly lastExecution?: 'forgotten';
}

export interface ReportFaults {
  /** DataSync cannot write it, is slow, breaks off in the middle of each list, or says that it has and has not. */
  readonly is?: 'failed' | 'late' | 'truncated' | 'lost';
  /** A path that it reports as failed, whatever was done. */
  readonly failed?: string;
  readonly phase?: 'transfer' | 'verify';
}

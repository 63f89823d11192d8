// The runbook as the program knows it: every value checked, lengths of time in milliseconds.
import type { TaskOptions } from './task-options.ts';

export interface Runbook {
  readonly version: 1;
  readonly name: string;
  readonly description: string;
  readonly account: string;
  /** Region of the task, the share and the bucket, taken from the task's ARN. */
  readonly storageRegion: string;
  readonly application: {
    readonly region: string;
    readonly servers: readonly string[];
    readonly user: string;
    readonly group: string;
  };
  readonly source: Mount;
  readonly gateway: Mount & {
    readonly arn: string;
    readonly share: string;
    /** The share's own prefix in the bucket, equal to the bucket's prefix below; absent means the same. */
    readonly prefix?: string;
  };
  readonly datasync: {
    readonly task: string;
    readonly timeoutMs: number;
    /** Absent: the task runs with its own settings. */
    readonly options?: TaskOptions;
  };
  readonly bucket: {
    readonly name: string;
    /** Where the source mount's files are in the bucket: '' or with a slash at its end. */
    readonly prefix: string;
  };
  readonly refresh: {
    readonly logGroup: string;
    readonly timeoutMs: number;
    /** Relative to the share, `/` for the whole share. Absent: the folder of the canary alone. */
    readonly folders?: readonly string[];
  };
  readonly canary: TestFile;
  readonly confirmation: TestFile;
  readonly gates: {
    readonly cutover: string;
    readonly signOff: readonly string[];
  };
  readonly change: {
    /** Source of a regular expression, anchored at both ends. */
    readonly ticket: string;
  };
}

/** One NFS file system as the application servers mount it. */
export interface Mount {
  readonly mount: string;
  /** `host:/path` */
  readonly export: string;
  readonly options: string;
}

/** A file that a run makes to prove something. Both paths are relative to the mount. */
export interface TestFile {
  /** The existing file whose bytes are used. */
  readonly copy: string;
  /** The name of the new file, before the run's id is put in: see `testFileName`. */
  readonly to: string;
}

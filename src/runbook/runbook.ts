// The runbook as the program knows it: every value checked, lengths of time in milliseconds.
import type { TaskOptions } from './schema/optional-sections.ts';

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
    /** The units of systemd that are stopped for the freeze; empty where the runbook says `none`. */
    readonly services: readonly string[];
    readonly health: Health;
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
    /** Absent: the task runs with its own settings, but deletes nothing. */
    readonly options?: TaskOptions;
    /** Absent: no task report is asked for. */
    readonly report?: TaskReport;
  };
  readonly bucket: {
    readonly name: string;
    /** Where the source mount's files are in the bucket: '' or with a slash at its end. */
    readonly prefix: string;
    /** The account that must own it; the runbook's, unless said. */
    readonly owner: string;
  };
  readonly refresh: {
    readonly logGroup: string;
    readonly timeoutMs: number;
    /** Relative to the share, `/` for the whole share. Absent: first the canary's folder, then the whole share. */
    readonly folders?: readonly string[];
  };
  readonly evidence: {
    /** Where servers leave long outputs of commands, below `outputs/`. Never the data bucket. */
    readonly bucket: string;
    /** How the parts of a manifest get there: by the server itself with presigned URLs, or by its agent. */
    readonly upload: 'presigned' | 'agent';
    /** For how many days Object Lock keeps it. Absent: there is none. */
    readonly retainDays?: number;
  };
  readonly verify: Verify;
  readonly preflight: {
    /** Absent: nothing is measured. */
    readonly speed?: Speed;
  };
  readonly canary: TestFile;
  readonly confirmation: TestFile;
  readonly gates: {
    readonly cutover: string;
    readonly signOff: readonly string[];
    /** How many different people must have approved. Absent: one for each gate. */
    readonly quorum?: number;
    /** Whether the comment of an approval must name the digest of what it approves. */
    readonly comment: 'digest' | 'none';
    /** For how long an approval holds from the proof on, in milliseconds. */
    readonly validFor: number;
  };
  /** Absent: the task, its locations and its agents are left as they are. */
  readonly finalize?: Finalize;
  readonly change: {
    /** Source of a regular expression, anchored at both ends. */
    readonly ticket: string;
    /** Absent: a run may freeze and switch at any time. */
    readonly window?: ChangeWindow;
    /** A change calendar of Systems Manager, by name or ARN, that must be open; absent: none is asked. */
    readonly calendar?: string | undefined;
    /** True: a run keeps an issue that says how the migration stands. */
    readonly issue?: boolean | undefined;
  };
}

/** When a run may freeze and switch; each instant in ISO 8601, UTC. */
export interface ChangeWindow {
  /** Before it no cutover begins. */
  readonly notBefore: string;
  /** After it neither. */
  readonly notAfter: string;
  /** After it nothing is switched: the run rolls back. */
  readonly giveUpAt: string;
}

/** What must hold of the application once its services run again. */
export interface Health {
  /** Units that must be active, beside the services. */
  readonly unit: readonly string[];
  /** A URL of the server itself. */
  readonly url?: string;
  /** A TCP port on which something must listen. */
  readonly port?: number;
  /** How long the services may take to start and to be healthy. */
  readonly timeoutMs: number;
}

/** What the proof of the whole tree looks at, and what it lets pass. */
export interface Verify {
  /** `size` and time; `metadata`: POSIX metadata of the objects too; `content`: SHA-256 of the bytes too. */
  readonly depth: 'size' | 'metadata' | 'content';
  /** How many files `metadata` and `content` read. */
  readonly sample: number | 'all';
  /** Who lists the trees on the servers; must be able to read everything. */
  readonly user: string;
  readonly group: string;
  /** So many of the first servers list a tree side by side, a share each. */
  readonly listers: number;
  /**
   * What an object without a file at the source is: a failure, fine where a reviewed list names it, or removed after
   * the freeze.
   */
  readonly extras: 'fail' | 'accept-list' | 'remove';
  /** The reviewed list, `runbooks/<name>.accepted.txt`: one path per line, escapes as in the file of differences. */
  readonly acceptList?: string;
  /** With `extras: remove` alone: how many objects a run may remove; with more, none is removed. */
  readonly removeLimit?: number;
  /** With `extras: remove` alone: by how many percent the source may have shrunk since the proof before the freeze. */
  readonly shrinkLimit?: number;
  /** Patterns of extras that are counted and are no failure, as in DataSync's filters. */
  readonly tolerate: readonly string[];
  /** Kinds of files that S3 has no form for and that may stay behind or arrive as something else. */
  readonly notPortable: readonly NotPortable[];
  /** Paths that S3 cannot hold and that may stay behind, as the file of differences shows them. */
  readonly stayBehind: readonly string[];
  /** A calibration folder beside the canary decides what is compared with each layer. */
  readonly calibrate: boolean;
  /** How many paths may be newer than the transfer while the source is live. */
  readonly newerLimit: number;
  /** After the freeze: only folders that changed since the proof before it, or everything again. */
  readonly recheck: 'incremental' | 'full';
  /** With more changed folders than this the re-check is a full one. */
  readonly recheckLimit: number;
  /** Without the proof that an incremental re-check builds on: no freeze, or a re-check of everything after it. */
  readonly recheckWithoutProof: 'stop' | 'full';
}

/** DataSync's task report on the transfer after the freeze. */
export interface TaskReport {
  /** The role with which DataSync writes it into the evidence bucket. */
  readonly role: string;
  /** What it lists: failures, or every path. */
  readonly level: 'errors-only' | 'all';
}

/** The end of the task, its locations and its agents. */
export interface Finalize {
  /** The GitHub environment whose reviewers release it. */
  readonly environment: string;
  /** How long the switch must have been confirmed. */
  readonly holdMs: number;
  readonly deleteAgent: boolean;
}

export type NotPortable =
  'symlink' | 'hard-link' | 'fifo' | 'socket' | 'block-device' | 'char-device';

/** How fast the gateway must be before anything is switched to it. */
export interface Speed {
  readonly files: number;
  /** Bytes of each file that are read or written. */
  readonly size: number;
  /** How many times the source's time the gateway may take. */
  readonly slowerThan: number;
  /**
   * Whether files are written and renamed too, in a hidden folder beside the canary, at the source and on the gateway.
   */
  readonly write: boolean;
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

// What is not as it should be with the gateway and its share.

/** How the share differs from what the runbook says. */
export interface ShareFaults {
  readonly status?: string;
  readonly readOnly?: boolean;
  /** For whom the share takes no writes once it is made read-only: every client unless said. */
  readonly closes?: 'new-mounts';
  readonly clients?: readonly string[];
  /** What the share shows of the bucket. */
  readonly prefix?: string;
  readonly objectAcl?: string;
  /** The bucket that the share's tag names for its journal, in place of the runbook's; `none`: no tag. */
  readonly journal?: string;
  readonly squash?: string;
}

/** How the gateway is not ready. */
export interface GatewayFaults {
  /** False: AWS cannot reach it, and every call on it says so. */
  readonly connected?: boolean;
  /** Whether a change of its share is refused while its NFS server is silent: AWS says neither. Taken unless said. */
  readonly refusesWhileSilent?: boolean;
  /** Its maintenance window begins so many minutes after the lab is started. */
  readonly maintenanceInMinutes?: number;
  /** How much of its cache waits for its upload, beside what is written in the lab. */
  readonly dirtyPercentage?: number;
}

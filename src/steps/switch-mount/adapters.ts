// Opens the adapters for changing mounts.
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Bucket, SigningBucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { StepContext } from '../frame/context.ts';
import { openDestination, openOutputs, openServers, openTask } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';

/** The adapters with which mounts are switched and restored. */
export interface MountPorts {
  readonly ssm: Ssm;
  readonly log: JournalLog;
  /** The same for the way back, which does not wait long for it. */
  readonly backLog: JournalLog;
  readonly openTask: () => Promise<DataSync>;
  /** The bucket that the confirmation is looked for in. */
  readonly openBucket: () => Promise<Bucket>;
  /** Where servers put what they list. */
  readonly openOutputs: () => Promise<SigningBucket>;
}

/** All that the switch and a rollback need. */
export async function openMounts(context: StepContext): Promise<MountPorts> {
  const [ssm, log, backLog] = await Promise.all([
    openServers(context),
    openJournal(context),
    openJournal(context, true),
  ]);
  return {
    ssm,
    log,
    backLog,
    openBucket: () => openDestination(context),
    openOutputs: () => openOutputs(context),
    openTask: () => openTask(context),
  };
}

// Opens the adapters for changing mounts.
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { StepContext } from '../frame/context.ts';
import { openDestination, openServers } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';

/** The adapters with which mounts are switched and restored. */
export interface MountPorts {
  readonly ssm: Ssm;
  readonly log: JournalLog;
  /** The bucket that the confirmation is looked for in. */
  readonly openBucket: () => Promise<Bucket>;
}

/** All that the switch and a rollback need. A way back alone does not wait long for the journal. */
export async function openMounts(context: StepContext, back: boolean): Promise<MountPorts> {
  const [ssm, log] = await Promise.all([openServers(context), openJournal(context, back)]);
  return { ssm, log, openBucket: () => openDestination(context) };
}

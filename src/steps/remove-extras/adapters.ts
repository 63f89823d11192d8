// Opens the adapters for removing extras: those of the proof, and those that find other users of the prefix.
import { openBucketSettings } from '../../aws/s3/bucket-settings.ts';
import { readOtherShares } from '../../aws/storage-gateway/other-shares.ts';
import { openOtherTasks } from '../../aws/datasync/other-tasks.ts';
import { changingSession } from '../frame/changing-session.ts';
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import type { RemovePorts } from './remove-extras.ts';
import { openJournal } from '../migration/open-journal.ts';
import { openTree } from '../tree/adapters.ts';

/** Looks for tasks and shares in the Region of the bucket. */
export async function openRemoval(context: StepContext): Promise<RemovePorts> {
  const { bucket, datasync, gateway } = context.runbook;
  const connection = storageConnection(context);
  const session = changingSession(context);
  return {
    ...(await openTree(context, session)),
    session,
    log: await openJournal(context),
    settings: openBucketSettings(connection, bucket.name, bucket.owner),
    prefixUsers: {
      tasks: openOtherTasks(connection, datasync.task),
      shares: () => readOtherShares(connection, gateway.share),
    },
  };
}

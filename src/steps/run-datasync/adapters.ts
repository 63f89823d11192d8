// Opens the adapters for a transfer.
import type { ShortSession } from '../../aws/connection.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import { openTaskSettings } from '../../aws/datasync/task-settings.ts';
import type { TaskSettings } from '../../aws/datasync/task-settings.ts';
import type { SigningBucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import { changingSession } from '../frame/changing-session.ts';
import { changingConnection, storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openOutputs, openServers, openTask } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';

/** The adapters. */
export interface TransferPorts {
  readonly datasync: DataSync;
  readonly ssm: Ssm;
  readonly settings: TaskSettings;
  /** Its session lives on while the step waits. */
  readonly session: ShortSession;
  /** The evidence bucket. */
  readonly outputs: () => Promise<SigningBucket>;
  /** The journal, which says that this job holds the migration. */
  readonly log: JournalLog;
}

/** The inputs of the action. */
export interface RunDataSyncInputs {
  /** Names this transfer within the run: the same name finds the same execution. */
  readonly delta: string;
  /** What to do while an execution of somebody else runs. */
  readonly 'when-busy': 'wait' | 'refuse';
  /** When what this transfer must carry was written: an execution that began earlier is not it. */
  readonly after: number | undefined;
  /** The source is frozen: only then can DataSync verify everything at one point in time. */
  readonly frozen: boolean;
}

/** The task, and the servers, which say what serves the path. Only a failure with a task report reads from S3. */
export async function openTransfer(context: StepContext): Promise<TransferPorts> {
  const session = changingSession(context);
  const [datasync, ssm, log] = await Promise.all([
    openTask(context, session),
    openServers(context),
    openJournal(context),
  ]);
  const { task } = context.runbook.datasync;
  const changing = changingConnection(context, session);
  return {
    datasync,
    ssm,
    log,
    settings: openTaskSettings(storageConnection(context), task, changing),
    session,
    outputs: () => openOutputs(context),
  };
}

// Opens the adapters for settling a rollback.
import { openTaskSettings } from '../../aws/datasync/task-settings.ts';
import type { ShortSession } from '../../aws/connection.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import { openServers, openTask } from '../frame/adapters.ts';
import { changingSession } from '../frame/changing-session.ts';
import { changingConnection, storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openJournal } from '../migration/open-journal.ts';
import { openShareFlagOf } from '../migration/share-flag.ts';
import type { ShareFlagPorts } from '../migration/share-flag.ts';
import type { FencePorts } from '../run-datasync/fence-task.ts';

export interface SettlePorts {
  readonly log: JournalLog;
  /** Only where there is something to settle. */
  readonly openServers: () => Promise<Ssm>;
  /** Only what settles opens the share and the task, and the session that may change them. */
  readonly openFlag: () => Promise<ShareFlagPorts>;
  readonly openFence: () => Promise<FencePorts & { readonly session: ShortSession }>;
}

/** The journal now, the rest when it is needed. */
export async function openSettling(context: StepContext): Promise<SettlePorts> {
  return {
    log: await openJournal(context),
    openServers: () => openServers(context),
    openFlag: () => openShareFlagOf(context, false),
    openFence: async () => {
      const session = changingSession(context);
      const { task } = context.runbook.datasync;
      const changing = changingConnection(context, session);
      return {
        session,
        datasync: await openTask(context, session),
        settings: openTaskSettings(storageConnection(context), task, changing),
      };
    },
  };
}

// The adapters for finalize: servers, DataSync, and the bucket of the evidence.
import { openResources } from '../../aws/datasync/resources.ts';
import { openEvidence } from '../../aws/s3/evidence-bucket.ts';
import { openLocationAgents } from '../../aws/datasync/location-agents.ts';
import { openOtherTasks } from '../../aws/datasync/other-tasks.ts';
import { changingSession } from '../frame/changing-session.ts';
import { changingConnection, storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openJournal } from '../migration/open-journal.ts';
import type { FinalizePorts } from './finalize.ts';
import { openServers, openTask } from '../frame/adapters.ts';

/** DataSync and the evidence in the Region of the task, Systems Manager in the Region of the servers. */
export async function openFinalize(context: StepContext): Promise<FinalizePorts> {
  const { account, datasync, evidence } = context.runbook;
  const connection = storageConnection(context);
  const [ssm, task, journal] = await Promise.all([
    openServers(context),
    openTask(context),
    openJournal(context),
  ]);
  const session = changingSession(context);
  return {
    ssm,
    session,
    datasync: task,
    resources: openResources(connection, changingConnection(context, session)),
    tasks: openOtherTasks(connection, datasync.task),
    locations: openLocationAgents(connection),
    evidence: openEvidence(connection, evidence.bucket, account),
    journal,
  };
}

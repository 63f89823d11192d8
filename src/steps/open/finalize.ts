// The adapters for finalize: servers, DataSync, and the bucket of the evidence.
import { openResources } from '../../aws/datasync-resources.ts';
import { openEvidence } from '../../aws/evidence-bucket.ts';
import { openLocationAgents } from '../../aws/location-agents.ts';
import { openOtherTasks } from '../../aws/other-tasks.ts';
import { connectionTo } from '../context.ts';
import type { StepContext } from '../context.ts';
import type { FinalizePorts } from '../finalize.ts';
import { openServers } from './servers.ts';
import { openTask } from './task.ts';

/** DataSync and the evidence in the Region of the task, Systems Manager in that of the servers. */
export function openFinalize(context: StepContext): FinalizePorts {
  const { account, datasync, evidence, storageRegion } = context.runbook;
  const connection = connectionTo(context, storageRegion);
  return {
    ssm: openServers(context),
    datasync: openTask(context),
    resources: openResources(connection),
    tasks: openOtherTasks(connection, datasync.task),
    locations: openLocationAgents(connection),
    evidence: openEvidence(connection, evidence.bucket, account),
  };
}

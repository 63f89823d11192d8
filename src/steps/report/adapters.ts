// What the report opens, each only when it asks.
import { storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import { openServers } from '../frame/adapters.ts';
import { openJournal } from '../migration/open-journal.ts';
import type { StandingPorts } from './standing.ts';

/** Nothing is opened yet: a run that has begun nothing may have no role. */
export const reportPorts = (context: StepContext): StandingPorts => ({
  openLog: () => openJournal(context, true),
  openServers: () => openServers(context),
  openEvidence: async () => {
    const { openEvidence } = await import('../../aws/s3/evidence-bucket.ts');
    const { account, evidence } = context.runbook;
    return openEvidence(storageConnection(context), evidence.bucket, account);
  },
});
